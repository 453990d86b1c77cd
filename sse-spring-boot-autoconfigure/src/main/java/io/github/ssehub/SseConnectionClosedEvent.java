package io.github.ssehub;

/**
 * Application event: a stream has ended.
 *
 * @param connection the connection
 * @param reason why it ended
 * @since 0.1.0
 * @see SseHubListener#closed(SseConnection, CloseReason)
 */
public record SseConnectionClosedEvent(SseConnection connection, CloseReason reason) {

}
