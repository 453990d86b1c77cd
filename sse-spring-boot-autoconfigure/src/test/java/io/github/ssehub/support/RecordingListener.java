package io.github.ssehub.support;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHubListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Records what it is told, for each connection.
 */
public class RecordingListener implements SseHubListener {

	private final Map<String, List<String>> calls = new ConcurrentHashMap<>();

	@Override
	public void opened(SseConnection connection) {
		add(connection, "opened");
	}

	@Override
	public void closed(SseConnection connection, CloseReason reason) {
		add(connection, "closed " + reason);
	}

	@Override
	public void joined(SseConnection connection, String room) {
		add(connection, "joined " + room);
	}

	@Override
	public void left(SseConnection connection, String room) {
		add(connection, "left " + room);
	}

	private void add(SseConnection connection, String call) {
		this.calls.computeIfAbsent(connection.id(), (id) -> new CopyOnWriteArrayList<>()).add(call);
	}

	public List<String> calls(SseConnection connection) {
		return this.calls.getOrDefault(connection.id(), List.of());
	}

	/**
	 * Wait until a connection has been closed.
	 * @param connection the connection
	 * @param reason the expected reason
	 */
	public void awaitClosed(SseConnection connection, CloseReason reason) {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(calls(connection)).last().isEqualTo("closed " + reason));
	}

}
