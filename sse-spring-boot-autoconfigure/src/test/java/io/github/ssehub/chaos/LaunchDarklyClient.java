package io.github.ssehub.chaos;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.DefaultRetryDelayStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.RetryDelayStrategy;
import com.launchdarkly.eventsource.StartedEvent;
import com.launchdarkly.eventsource.StreamEvent;
import com.launchdarkly.eventsource.StreamException;

/**
 * LaunchDarkly's {@code okhttp-eventsource}, which ignores ids in blocks without data.
 */
final class LaunchDarklyClient implements ChaosClient {

	private final EventSource source;

	private final Reception reception;

	private volatile boolean closed;

	LaunchDarklyClient(int port, String path, Reception reception) {
		this.reception = reception;
		// Honours the server's retry time, but no backoff
		DefaultRetryDelayStrategy delays = ((DefaultRetryDelayStrategy) RetryDelayStrategy.defaultStrategy())
			.backoffMultiplier(1)
			.jitterMultiplier(0);
		ConnectStrategy strategy = ConnectStrategy.http(URI.create("http://127.0.0.1:" + port + path));
		this.source = new EventSource.Builder(strategy).errorStrategy(ErrorStrategy.alwaysContinue())
			.retryDelayStrategy(delays)
			.retryDelay(10, TimeUnit.MILLISECONDS)
			.build();
		new Thread(this::run, "chaos-launchdarkly").start();
	}

	@Override
	public Reception reception() {
		return this.reception;
	}

	private void run() {
		while (!this.closed) {
			try {
				accept(this.source.readAnyEvent());
			}
			catch (StreamException ex) {
				// It goes on with the next read
			}
		}
	}

	private void accept(StreamEvent event) {
		if (event instanceof StartedEvent) {
			this.reception.connected();
		}
		else if (event instanceof MessageEvent message) {
			this.reception.event(message.getEventName(), message.getData(),
					Objects.requireNonNullElse(message.getLastEventId(), this.reception.lastEventId()));
		}
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.source.close();
	}

}
