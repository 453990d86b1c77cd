package io.github.ssehub.hub;

import java.util.List;
import java.util.function.Supplier;

import org.springframework.context.ApplicationEventPublisher;

import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseRoomAuthorizer;

/**
 * Who hears from a hub. Those that are supplied are asked for with the first stream that
 * needs them, since they may depend on the hub.
 *
 * @param listeners supplies those that are told of connections, in this order
 * @param authorizers supplies those that decide who may be in a room, in this order
 * @param eventPublisher publishes the application events
 * @param members supplies what is told of streams that have to do with presence
 */
public record HubCallbacks(Supplier<List<SseHubListener>> listeners, Supplier<List<SseRoomAuthorizer>> authorizers,
		ApplicationEventPublisher eventPublisher, Supplier<MemberWatch> members) {

}
