package io.github.ssehub.chaos;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.ssehub.support.SseTestClient;

/**
 * Connects like the {@code EventSource} of a browser (HTML Living Standard, 9.2.3).
 */
final class BrowserClient implements ChaosClient {

	private final int port;

	private final String path;

	private final Reception reception;

	private final BrowserParser parser;

	private final Thread thread = new Thread(this::run, "chaos-browser");

	// Mutable state
	private volatile boolean closed;

	private volatile SseTestClient connection;

	BrowserClient(int port, String path, Reception reception) {
		this.port = port;
		this.path = path;
		this.reception = reception;
		this.parser = new BrowserParser(reception);
		this.thread.start();
	}

	@Override
	public Reception reception() {
		return this.reception;
	}

	int port() {
		return this.port;
	}

	private void run() {
		while (!this.closed) {
			try (SseTestClient client = connect()) {
				this.connection = client;
				this.reception.connected();
				this.parser.parse(client.body());
			}
			catch (IOException | RuntimeException ex) {
				// As good as the end of the stream
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(this.parser.retryMillis()));
		}
	}

	private SseTestClient connect() throws IOException {
		String id = this.reception.lastEventId();
		SseTestClient client = id.isEmpty() ? SseTestClient.get(this.port, this.path)
				: SseTestClient.get(this.port, this.path, "Last-Event-ID: " + id);
		if (client.status() != 200 || !"text/event-stream".equals(client.header("Content-Type"))) {
			this.reception.event("Not an event stream", "", id);
		}
		return client;
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		SseTestClient connection = this.connection;
		if (connection != null) {
			connection.close();
		}
	}

}
