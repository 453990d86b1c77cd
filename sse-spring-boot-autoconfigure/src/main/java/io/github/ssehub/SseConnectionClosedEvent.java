package io.github.ssehub;

import org.springframework.util.Assert;

/**
 * Application event: a stream has ended.
 *
 * @since 0.1.0
 * @see SseHubListener#closed(SseConnection, CloseReason)
 */
public final class SseConnectionClosedEvent {

	private final SseConnection connection;

	private final CloseReason reason;

	/**
	 * Create a new {@link SseConnectionClosedEvent} instance.
	 * @param connection the connection
	 * @param reason why the stream ended
	 */
	public SseConnectionClosedEvent(SseConnection connection, CloseReason reason) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(reason, "'reason' must not be null");
		this.connection = connection;
		this.reason = reason;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public SseConnection connection() {
		return this.connection;
	}

	/**
	 * Return why the stream ended.
	 * @return the reason
	 */
	public CloseReason reason() {
		return this.reason;
	}

	@Override
	public String toString() {
		return "SseConnectionClosedEvent[" + this.connection + ", " + this.reason + "]";
	}

}
