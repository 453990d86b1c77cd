package io.github.ssehub.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * Where the programs are that benchmarks start, and how Java ones are started.
 *
 * @param directory the directory of the module
 * @param sampleJar the packaged sample app
 * @param earlierJar the packaged sample app of an earlier version, to compare with
 * @param jvmOptions options for Java servers
 */
public record Installation(Path directory, Path sampleJar, @Nullable Path earlierJar, List<String> jvmOptions) {

	private static final String SAMPLE_MAIN = "io.github.ssehub.sample.SampleApplication";

	// Otherwise Tomcat closes the publisher's connection now and then, and takes no more
	// than 8,192 streams
	private static final List<String> CONTAINER_OPTIONS = List.of("--server.tomcat.max-keep-alive-requests=-1",
			"--server.tomcat.max-connections=20000");

	// What the starter costs, and not what meters and the observation of each request do.
	// The sample's security filter is for paths that are not measured
	private static final String WITHOUT_METERS = "--spring.autoconfigure.exclude="
			+ "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration,"
			+ "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration";

	private static final Pattern JETTY = Pattern
		.compile(".*[/\\\\]([^/\\\\]*jetty|asm|jakarta|tomcat-embed-el|spring-boot-servlet)[^/\\\\]*\\.jar");

	/**
	 * Return the same with other options for Java servers.
	 * @param options the options
	 * @return an installation
	 */
	public Installation withJvmOptions(String... options) {
		return new Installation(this.directory, this.sampleJar, this.earlierJar, List.of(options));
	}

	/**
	 * Return where files go that a benchmark makes.
	 * @return the directory
	 */
	public Path target() {
		return this.directory.resolve("target");
	}

	/**
	 * Start the packaged sample app, as a user would, but without meters.
	 * @param arguments its arguments
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess startSample(String... arguments) throws IOException {
		return startJava("sample-tomcat", List.of("-jar", this.sampleJar.toString()), withoutMeters(arguments));
	}

	ServerProcess startEarlierSample() throws IOException {
		return startJava("earlier-tomcat", List.of("-jar", String.valueOf(this.earlierJar)), WITHOUT_METERS);
	}

	/**
	 * Start the classes of the packaged sample app with Jetty in the place of Tomcat.
	 * @param arguments its arguments
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess startSampleOnJetty(String... arguments) throws IOException {
		Path extracted = target().resolve("sample");
		run("-Djarmode=tools", "-jar", this.sampleJar.toString(), "extract", "--force", "--destination",
				extracted.toString());
		List<String> classPath = new ArrayList<>();
		// Without the sample's own Class-Path, which names Tomcat
		classPath.add(unpack(extracted.resolve(this.sampleJar.getFileName()).toString()));
		try (Stream<Path> libraries = Files.list(extracted.resolve("lib"))) {
			libraries.map(Path::toString).filter((jar) -> !jar.contains("tomcat")).forEach(classPath::add);
		}
		Arrays.stream(ownClassPath()).filter(JETTY.asMatchPredicate()).forEach(classPath::add);
		return startJava("sample-jetty", List.of("-cp", String.join(File.pathSeparator, classPath), SAMPLE_MAIN),
				withoutMeters(arguments));
	}

	/**
	 * Start the packaged sample app with all that it has, such as a meter registry.
	 * @param arguments its arguments
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess startSampleWithMeters(String... arguments) throws IOException {
		return startJava("sample-meters", List.of("-jar", this.sampleJar.toString()), arguments);
	}

	private static String[] withoutMeters(String... arguments) {
		return Stream.concat(Stream.of(WITHOUT_METERS), Arrays.stream(arguments)).toArray(String[]::new);
	}

	private String unpack(String jar) throws IOException {
		Path classes = target().resolve("sample-classes");
		Files.createDirectories(classes);
		Process process = new ProcessBuilder(tool("jar"), "xf", jar).directory(classes.toFile()).inheritIO().start();
		await(process);
		return classes.toString();
	}

	/**
	 * Start nginx.
	 * @param name the name of its configuration, which is in {@code src/main/peers}
	 * @return the server
	 * @throws IOException if it does not start, such as where it is not installed
	 */
	public ServerProcess startNginx(String name) throws IOException {
		return startNginx(name, null);
	}

	ServerProcess startNginx(String name, @Nullable ServerProcess redis) throws IOException {
		int port = freePort();
		Path prefix = Files.createDirectories(target().resolve(name + "-" + port));
		String template = Files.readString(this.directory.resolve("src/main/peers/" + name + ".conf"));
		String content = template.replace("${port}", String.valueOf(port));
		if (redis != null) {
			content = content.replace("${redis}", String.valueOf(redis.port()));
		}
		Path configuration = Files.writeString(prefix.resolve(name + ".conf"), content);
		return ServerProcess.start(List.of("nginx", "-p", prefix + "/", "-c", configuration.toString(), "-e", "stderr",
				"-g", "daemon off;"), prefix, target().resolve("logs").resolve(name + ".log"), port);
	}

	ServerProcess startRedis(String... options) throws IOException {
		int port = freePort();
		Path folder = Files.createDirectories(target().resolve("redis-" + port));
		List<String> command = new ArrayList<>(List.of(ExecutableProvider.newJarResourceProvider().get().toString(),
				"--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString(), "--save", ""));
		command.addAll(List.of(options));
		return ServerProcess.start(command, folder, target().resolve("logs").resolve("redis.log"), port);
	}

	/**
	 * Start a main class of this module.
	 * @param main the class
	 * @param arguments its arguments
	 * @return the server
	 * @throws IOException if it does not start
	 */
	public ServerProcess startMain(Class<?> main, String... arguments) throws IOException {
		return startJava(main.getSimpleName(), List.of("-cp", System.getProperty("java.class.path"), main.getName()),
				arguments);
	}

	private ServerProcess startJava(String name, List<String> program, String... arguments) throws IOException {
		int port = freePort();
		List<String> command = new ArrayList<>();
		command.add(tool("java"));
		command.addAll(this.jvmOptions);
		command.addAll(program);
		command.addAll(CONTAINER_OPTIONS);
		command.add("--server.port=" + port);
		command.addAll(List.of(arguments));
		return ServerProcess.start(command, target(), target().resolve("logs").resolve(name + ".log"), port);
	}

	private void run(String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(tool("java"));
		command.addAll(List.of(arguments));
		await(new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(target().resolve("extract.log").toFile())
			.start());
	}

	private static void await(Process process) throws IOException {
		try {
			if (process.waitFor() != 0) {
				throw new IOException("A program failed with exit code " + process.exitValue());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static String tool(String name) {
		return Path.of(System.getProperty("java.home"), "bin", name).toString();
	}

	private static String[] ownClassPath() {
		return System.getProperty("java.class.path").split(File.pathSeparator);
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	// Return the path of a program, or null
	static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

}
