package io.github.ssehub.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.util.PropertyPlaceholderHelper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The proxies that the sample is tested behind, as Debian installs them, with the files
 * in {@code src/test/proxies}. Where one is not installed the test is skipped, or fails
 * if {@code SSE_PROXY_REQUIRED} is set.
 */
enum ProxyKind {

	NGINX("nginx.conf", "/usr/sbin/nginx", "-c"),

	NGINX_BEFORE_TWO("nginx-two-nodes.conf", "/usr/sbin/nginx", "-c"),

	NGINX_BEHIND_NGINX("nginx-behind-nginx.conf", "/usr/sbin/nginx", "-c"),

	HAPROXY("haproxy.cfg", "/usr/sbin/haproxy", "-f"),

	HAPROXY_WITHOUT_CHECKS("haproxy-errorfile.cfg", "/usr/sbin/haproxy", "-f"),

	LIGHTTPD("lighttpd.conf", "/usr/sbin/lighttpd", "-D", "-f"),

	APACHE("apache.conf", "/usr/sbin/apache2", "-X", "-f"),

	VARNISH("varnish.vcl", "/usr/sbin/varnishd", "-j", "none", "-F", "-n", "${directory}/work", "-a",
			"127.0.0.1:${port}", "-f");

	private static final String REQUIRED = "SSE_PROXY_REQUIRED";

	private static final Path FILES = Path.of("src/test/proxies");

	private final String file;

	private final List<String> command;

	ProxyKind(String file, String... command) {
		this.file = file;
		this.command = List.of(command);
	}

	/**
	 * Start the proxy.
	 * @param processes what it runs in
	 * @param app the port of the application
	 * @return its own port
	 * @throws IOException if it cannot be started
	 */
	int start(Processes processes, int app) throws IOException {
		return start(processes, app, TestHttp.freePort());
	}

	/**
	 * Start the proxy in front of two instances of the application, for those that know
	 * of a second one.
	 * @param processes what it runs in
	 * @param app the port of the one
	 * @param other the port of the other one
	 * @return its own port
	 * @throws IOException if it cannot be started
	 */
	int start(Processes processes, int app, int other) throws IOException {
		Path executable = Path.of(this.command.get(0));
		if (Boolean.parseBoolean(System.getProperty(REQUIRED, System.getenv(REQUIRED)))) {
			assertThat(executable).isExecutable();
		}
		assumeThat(executable).isExecutable();
		int port = TestHttp.freePort();
		PropertyPlaceholderHelper placeholders = new PropertyPlaceholderHelper("${", "}");
		Map<String, String> values = Map.of("app", String.valueOf(app), "other", String.valueOf(other), "port",
				String.valueOf(port), "inner", String.valueOf(TestHttp.freePort()), "directory",
				processes.directory().toString(), "files", FILES.toAbsolutePath().toString());
		String text = placeholders.replacePlaceholders(Files.readString(FILES.resolve(this.file)), values::get);
		Path file = Files.writeString(processes.directory().resolve(this.file), text);
		List<String> command = new ArrayList<>();
		this.command.forEach((argument) -> command.add(placeholders.replacePlaceholders(argument, values::get)));
		command.add(file.toString());
		processes.start(command.toArray(String[]::new));
		await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
			new Socket(InetAddress.getLoopbackAddress(), port).close();
			return true;
		});
		return port;
	}

}
