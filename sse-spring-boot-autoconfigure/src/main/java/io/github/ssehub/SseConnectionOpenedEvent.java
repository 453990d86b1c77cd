package io.github.ssehub;

import org.springframework.util.Assert;

/**
 * Application event: a stream has opened.
 *
 * @since 0.1.0
 * @see SseHubListener#opened(SseConnection)
 */
public final class SseConnectionOpenedEvent {

	private final SseConnection connection;

	/**
	 * Create a new {@link SseConnectionOpenedEvent} instance.
	 * @param connection the connection
	 */
	public SseConnectionOpenedEvent(SseConnection connection) {
		Assert.notNull(connection, "'connection' must not be null");
		this.connection = connection;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public SseConnection connection() {
		return this.connection;
	}

	@Override
	public String toString() {
		return "SseConnectionOpenedEvent[" + this.connection + "]";
	}

}
