package io.github.ssehub.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A script of {@code src/test/node} that runs in a process of its own.
 */
final class NodeClient implements StreamClient {

	static final Path DIRECTORY = Path.of("src/test/node");

	private static final String OPEN = "open";

	private static final String POSITION = "sse-position {}";

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Process process;

	private NodeClient(Process process) {
		this.process = process;
	}

	static NodeClient connect(String... command) throws IOException {
		Process process = new ProcessBuilder(command).directory(DIRECTORY.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		NodeClient client = new NodeClient(process);
		Thread thread = new Thread(client::read, "node-client");
		thread.setDaemon(true);
		thread.start();
		return client;
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			output.lines().forEach(this.lines::add);
		}
		catch (IOException ex) {
			this.lines.add(ex.toString());
		}
	}

	@Override
	public long opened() {
		return this.lines.stream().filter(OPEN::equals).count();
	}

	@Override
	public long moved() {
		return this.lines.stream().filter(POSITION::equals).count();
	}

	@Override
	public List<String> received() {
		return this.lines.stream().filter((line) -> !OPEN.equals(line) && !POSITION.equals(line)).toList();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
