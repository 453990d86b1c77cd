package io.github.ssehub.test.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import io.github.ssehub.test.client.Received.State;

/**
 * An answer that a test writes.
 */
final class FakeExchange implements SseTestExchange {

	final Received received = new Received(JsonData.ofClassPath());

	private final HttpHeaders headers = new HttpHeaders();

	private final int status;

	FakeExchange(int status, String contentType) {
		this.status = status;
		this.headers.set(HttpHeaders.CONTENT_TYPE, contentType);
		this.received.start(SseTestStream.isEventStream(this.headers));
	}

	static SseTestStream stream(String text) {
		return new FakeExchange(200, "text/event-stream").write(text).stream();
	}

	FakeExchange write(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.received.add(bytes, 0, bytes.length);
		return this;
	}

	FakeExchange end(State state, String reason) {
		this.received.end(state, reason);
		return this;
	}

	SseTestStream stream() {
		return new SseTestStream(
				SseTestClient.create(1).withTimeout(Duration.ofMillis(20)), new RequestData(HttpMethod.GET,
						URI.create("http://x/events"), new HttpHeaders(), new byte[0], 0, 0, List.of()),
				this, this.received);
	}

	@Override
	public int status() {
		return this.status;
	}

	@Override
	public HttpHeaders headers() {
		return this.headers;
	}

	@Override
	public void poll() {
	}

	@Override
	public boolean isPolled() {
		return false;
	}

	@Override
	public void stall() {
	}

	@Override
	public void proceed() {
	}

	@Override
	public void cut() {
		this.received.end(State.CLOSED, "");
	}

	@Override
	public void close() {
		cut();
	}

}
