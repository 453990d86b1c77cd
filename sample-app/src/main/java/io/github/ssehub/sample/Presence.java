package io.github.ssehub.sample;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;

/**
 * Tells how many streams are in a room: as event {@code presence} in a room of its own,
 * so that the room itself carries nothing but what is posted to it.
 * <p>
 * Each room is told at most once a second. An event for each stream that comes or goes
 * would be n² deliveries for n streams.
 */
@Component
@RegisterReflectionForBinding(Presence.Members.class)
class Presence implements SseHubListener {

	private final SseHub hub;

	private final Set<String> changedRooms = ConcurrentHashMap.newKeySet();

	Presence(SseHub hub) {
		this.hub = hub;
	}

	@Override
	public void opened(SseConnection connection) {
		changed(connection);
	}

	@Override
	public void closed(SseConnection connection, CloseReason reason) {
		changed(connection);
	}

	private void changed(SseConnection connection) {
		for (String room : connection.rooms()) {
			if (!ServerRooms.contains(room)) {
				this.changedRooms.add(room);
			}
		}
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void tell() {
		for (String room : this.changedRooms) {
			this.changedRooms.remove(room);
			String presenceRoom = ServerRooms.presenceOf(room);
			if (!this.hub.connections(presenceRoom).isEmpty()) {
				this.hub.broadcast(presenceRoom, conflated(new Members(this.hub.connections(room).size())));
			}
		}
	}

	// Whoever was away or is slow gets the newest number only, and has missed nothing
	private SseEvent conflated(Members members) {
		return SseEvent.builder().event("presence").key("presence").data(members).build();
	}

	record Members(int members) {

	}

}
