package io.github.ssehub.sample;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * All that the page listens to, in one stream: a room with its latest messages, who is in
 * it, and the server statistics.
 */
@RestController
@RegisterReflectionForBinding(ChatController.CaughtUp.class)
class ChatController {

	private static final int HISTORY = 20;

	private final SampleNode node;

	ChatController(SampleNode node) {
		this.node = node;
	}

	@SseEndpoint("/chat/{room}")
	SseSubscription chat(@PathVariable String room, @RequestParam(required = false) @Nullable String client,
			@RequestParam(required = false) @Nullable String visitor, SseConnection connection) {
		// Comes after all that is replayed and before all that is live
		connection.send("caught-up", new CaughtUp(connection.lastEventId()));
		SseSubscription subscription = SseSubscription
			.to(room, this.node.room(ServerRooms.STATS), this.node.room(ServerRooms.METRICS))
			.replayLatest(HISTORY)
			.presence();
		String name = Presence.nameOf(connection, visitor);
		if (name != null) {
			subscription = subscription.member(name);
		}
		return (client != null) ? subscription.attribute(Visitor.ATTRIBUTE, new Visitor(client, room)) : subscription;
	}

	/**
	 * The stream is live from here on.
	 *
	 * @param lastEventId the last event id that the client came with, or {@code null}
	 */
	record CaughtUp(@Nullable String lastEventId) {

	}

}
