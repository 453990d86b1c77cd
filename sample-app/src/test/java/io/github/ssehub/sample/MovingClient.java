package io.github.ssehub.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * A client that reconnects by itself, as an {@code EventSource} does: after the time that
 * it was told, with its last event id. Other than a browser it does not give up.
 */
final class MovingClient implements AutoCloseable {

	private final HttpClient http;

	private final URI uri;

	private final List<String> blocks = new CopyOnWriteArrayList<>();

	private final List<Long> opened = new CopyOnWriteArrayList<>();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	// Mutable state of one response after the other
	private volatile Duration retry = Duration.ofSeconds(3);

	private volatile String lastEventId = "";

	private volatile boolean closed;

	private volatile CompletableFuture<?> response = CompletableFuture.completedFuture(null);

	MovingClient(HttpClient http, URI uri) {
		this.http = http;
		this.uri = uri;
		connect();
	}

	private void connect() {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.uri).header("Accept", "text/event-stream");
		if (!this.lastEventId.isEmpty()) {
			request.header("Last-Event-ID", this.lastEventId);
		}
		this.response = this.http.sendAsync(request.build(), (info) -> {
			if (info.statusCode() != 200) {
				this.failures.add("status " + info.statusCode());
			}
			return HttpResponse.BodySubscribers.fromLineSubscriber(new Blocks());
		}).whenComplete((ignored, failure) -> {
			if (failure != null && !this.closed) {
				this.failures.add(failure.toString());
			}
			if (!this.closed) {
				Executor later = CompletableFuture.delayedExecutor(this.retry.toMillis(), TimeUnit.MILLISECONDS);
				later.execute(this::connect);
			}
		});
	}

	/**
	 * Return when the streams of the client opened.
	 * @return the times, in nanoseconds of the system's timer
	 */
	List<Long> opened() {
		return this.opened;
	}

	/**
	 * Return what the client has received.
	 * @return the blocks, without their ids
	 */
	List<String> blocks() {
		return this.blocks;
	}

	/**
	 * Return what made a client of another kind give up.
	 * @return the failures
	 */
	List<String> failures() {
		return this.failures;
	}

	@Override
	public void close() {
		this.closed = true;
		this.response.cancel(true);
	}

	/**
	 * Collects the lines of a response.
	 */
	private final class Blocks implements Flow.Subscriber<String> {

		private final StringBuilder block = new StringBuilder();

		private String id = "";

		private boolean open;

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(String line) {
			if (line.isEmpty()) {
				dispatch();
			}
			else if (line.startsWith("id: ")) {
				this.id = line.substring(4);
			}
			else if (line.startsWith("retry: ")) {
				MovingClient.this.retry = Duration.ofMillis(Long.parseLong(line.substring(7)));
			}
			else if (!line.startsWith(":")) {
				this.block.append(line).append('\n');
			}
		}

		private void dispatch() {
			if (!this.id.isEmpty()) {
				MovingClient.this.lastEventId = this.id;
			}
			String text = this.block.toString();
			this.block.setLength(0);
			if (!this.open) {
				this.open = true;
				MovingClient.this.opened.add(System.nanoTime());
			}
			if (!text.isEmpty() && !text.startsWith("event: sse-open\n") && !text.startsWith("event: sse-position\n")) {
				MovingClient.this.blocks.add(text);
			}
		}

		@Override
		public void onError(Throwable throwable) {
			// The response tells of it
		}

		@Override
		public void onComplete() {
			// What has no empty line behind it is dropped
		}

	}

}
