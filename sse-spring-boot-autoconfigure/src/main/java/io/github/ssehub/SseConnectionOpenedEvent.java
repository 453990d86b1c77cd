package io.github.ssehub;

/**
 * Application event: a stream has opened.
 *
 * @param connection the connection
 * @since 0.1.0
 * @see SseHubListener#opened(SseConnection)
 */
public record SseConnectionOpenedEvent(SseConnection connection) {

}
