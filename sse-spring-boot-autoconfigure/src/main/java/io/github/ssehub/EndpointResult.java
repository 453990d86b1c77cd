package io.github.ssehub;

/**
 * What an {@link SseEndpoint} method may answer a request with: rooms to join, or a
 * stream for its caller alone.
 *
 * @since 0.1.0
 * @see SseSubscription
 * @see SseStream
 * @see EndpointResultAdapter
 */
public sealed interface EndpointResult permits TimedResult {

}
