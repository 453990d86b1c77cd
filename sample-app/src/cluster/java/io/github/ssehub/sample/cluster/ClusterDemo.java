package io.github.ssehub.sample.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.ssehub.sample.SampleApplication;

/**
 * Three nodes of the sample, each a process of its own that may be killed, and the Redis
 * that they share. All of them go when this process does.
 */
public final class ClusterDemo {

	private static final int NODES = 3;

	private final List<Process> nodes = new ArrayList<>();

	private ClusterDemo() {
	}

	/**
	 * Start the demo.
	 * @param args {@code --server.port=} with the port of the first node, and further
	 * arguments for all nodes
	 * @throws IOException if a process cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of(args));
		int port = 8080;
		for (String argument : args) {
			if (argument.startsWith("--server.port=")) {
				port = Integer.parseInt(argument.substring("--server.port=".length()));
				arguments.remove(argument);
			}
		}
		DemoRedis redis = DemoRedis.start();
		ClusterDemo demo = new ClusterDemo();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			demo.stop();
			redis.close();
		}));
		demo.run(redis, port, arguments);
	}

	private void run(DemoRedis redis, int firstPort, List<String> arguments) throws IOException, InterruptedException {
		List<Integer> ports = IntStream.range(firstPort, firstPort + NODES).boxed().toList();
		String origins = ports.stream().map((port) -> "http://localhost:" + port).collect(Collectors.joining(","));
		List<Thread> outputs = new ArrayList<>();
		for (int port : ports) {
			List<String> command = new ArrayList<>(List.of(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
					SampleApplication.class.getName(), "--server.port=" + port, "--sse.cluster.name=sample",
					"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redis.port(),
					"--sample.node.name=" + port, "--sample.node.nodes=" + origins));
			command.addAll(arguments);
			Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
			synchronized (this.nodes) {
				this.nodes.add(node);
			}
			System.out.println("[" + port + "] http://localhost:" + port + " (to kill it: kill -9 " + node.pid() + ")");
			outputs.add(copyOutput(node, port));
		}
		for (Thread output : outputs) {
			output.join();
		}
	}

	private Thread copyOutput(Process node, int port) {
		Thread thread = new Thread(() -> {
			try (BufferedReader reader = node.inputReader()) {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					System.out.println("[" + port + "] " + line);
				}
			}
			catch (IOException ex) {
				// It is being ended
			}
			System.out.println("[" + port + "] Ended with " + node.onExit().join().exitValue());
		}, "output-" + port);
		thread.start();
		return thread;
	}

	private void stop() {
		synchronized (this.nodes) {
			this.nodes.forEach(Process::destroy);
			this.nodes.forEach((node) -> node.onExit().join());
		}
	}

}
