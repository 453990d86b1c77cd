package io.github.ssehub.hub;

import io.github.ssehub.SseSubscription;

/**
 * How a stream for one caller is served.
 *
 * @param subscription how it is served as any stream; its rooms are not joined
 * @param named whether its client may get events of ours, which are named {@code sse-*}
 */
public record CallerOptions(SseSubscription subscription, boolean named) {

}
