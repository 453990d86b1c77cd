package io.github.ssehub.hub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.ssehub.SseReplay;
import io.github.ssehub.SseRoomAccess;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.SseSubscription;

/**
 * Asks the authorizers of the application. Thread-safe; blocks as long as they do, so
 * that nothing may be locked meanwhile.
 */
final class RoomAuthorization {

	private static final Log logger = LogFactory.getLog(RoomAuthorization.class);

	private final Supplier<List<SseRoomAuthorizer>> authorizers;

	private final LongAdder refused;

	private final LongAdder failures = new LongAdder();

	private final Set<SseRoomAuthorizer> reported = ConcurrentHashMap.newKeySet(1);

	/**
	 * Create a new {@link RoomAuthorization} instance.
	 * @param authorizers supplies the authorizers, in this order
	 * @param refused counts refusals
	 */
	RoomAuthorization(Supplier<List<SseRoomAuthorizer>> authorizers, LongAdder refused) {
		this.authorizers = authorizers;
		this.refused = refused;
	}

	boolean isEmpty() {
		return this.authorizers.get().isEmpty();
	}

	// Return the rooms whose history the stream is not to get
	Set<String> authorize(HubConnection connection, SseSubscription subscription) {
		if (isEmpty()) {
			return Set.of();
		}
		boolean replays = replays(connection, subscription.replay());
		Set<String> liveOnly = new LinkedHashSet<>();
		for (String room : connection.state().beginOpening(subscription.rooms())) {
			authorize(connection, room);
			if (replays && !isAllowed(connection, room, SseRoomAccess.REPLAY)) {
				liveOnly.add(room);
			}
		}
		return liveOnly;
	}

	private static boolean replays(HubConnection connection, SseReplay replay) {
		String lastEventId = connection.lastEventId();
		boolean resumes = replay.resumable() && lastEventId != null && !lastEventId.isEmpty();
		return resumes || replay.latest() > 0 || replay.since() != null;
	}

	void authorize(HubConnection connection, String room) {
		if (!isAllowed(connection, room, SseRoomAccess.JOIN)) {
			this.refused.increment();
			throw new SseRoomAccessDeniedException(room);
		}
	}

	private boolean isAllowed(HubConnection connection, String room, SseRoomAccess access) {
		return this.authorizers.get().stream().allMatch((authorizer) -> authorizer.isAllowed(connection, room, access));
	}

	// A failure is no answer, unless it is a refusal
	boolean isWithdrawn(HubConnection connection, String room, Predicate<Throwable> isRefusal) {
		for (SseRoomAuthorizer authorizer : this.authorizers.get()) {
			try {
				if (!authorizer.isAllowed(connection, room, SseRoomAccess.JOIN)) {
					return true;
				}
			}
			catch (Throwable ex) {
				// Of whatever kind: not all languages declare what they throw
				if (isRefusal.test(ex)) {
					return true;
				}
				if (!connection.state().hasEnded()) {
					report(authorizer, ex);
				}
			}
		}
		return false;
	}

	private void report(SseRoomAuthorizer authorizer, Throwable ex) {
		this.failures.increment();
		if (this.reported.add(authorizer)) {
			logger.warn("Event stream stays in its rooms, since it cannot be asked for them again: " + authorizer
					+ " failed. Reported once", ex);
		}
	}

	// Of those that were asked again
	long failures() {
		return this.failures.sum();
	}

}
