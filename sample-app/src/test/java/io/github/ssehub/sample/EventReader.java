package io.github.ssehub.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads an event stream as blocks of text, as they are on the wire.
 */
final class EventReader implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	static final String END = "(end of stream)";

	private final BlockingQueue<String> blocks = new LinkedBlockingQueue<>();

	private final HttpResponse<InputStream> response;

	private EventReader(HttpResponse<InputStream> response) {
		this.response = response;
	}

	static EventReader open(URI uri, String... headers) throws IOException, InterruptedException {
		return open(HttpRequest.newBuilder(uri), headers);
	}

	static EventReader post(URI uri, String json, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json));
		return open(request, headers);
	}

	private static EventReader open(HttpRequest.Builder request, String... headers)
			throws IOException, InterruptedException {
		request.header("Accept", "text/event-stream");
		if (headers.length > 0) {
			request.headers(headers);
		}
		EventReader reader = new EventReader(CLIENT.send(request.build(), BodyHandlers.ofInputStream()));
		Thread thread = new Thread(reader::read, "event-reader");
		thread.setDaemon(true);
		thread.start();
		return reader;
	}

	private void read() {
		StringBuilder block = new StringBuilder();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.response.body(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.isEmpty()) {
					this.blocks.add(block.toString());
					block.setLength(0);
				}
				else {
					// "data:" and "data: " are the same
					block.append(line.equals("data:") ? "data: " : line).append('\n');
				}
			}
			this.blocks.add(END);
		}
		catch (IOException ex) {
			this.blocks.add(ex.toString());
		}
	}

	HttpResponse<InputStream> response() {
		return this.response;
	}

	String next() throws InterruptedException {
		String block = this.blocks.poll(10, TimeUnit.SECONDS);
		assertThat(block).as("next block of %s within 10 s", this.response.uri()).isNotNull();
		return block;
	}

	void shouldEnd() throws InterruptedException {
		assertThat(next()).isEqualTo(END);
	}

	@Override
	public void close() throws IOException {
		this.response.body().close();
	}

}
