package io.github.ssehub.hub;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.SseRoomLimitException;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseSubscription;

/**
 * Decides which requests get a stream: each passes here once, after the interceptors. Who
 * is refused costs no stack trace and no line in the log, since there may be thousands a
 * second. Thread-safe, never blocks but for authorizers of the application.
 */
public final class Admission {

	private final int maxRooms;

	private final String retryAfter;

	private final RoomAuthorization authorization;

	// Null if there is nothing to count
	private final @Nullable Places places;

	private final Map<Limit, LongAdder> refused = Collections.unmodifiableMap(new EnumMap<>(
			Arrays.stream(Limit.values()).collect(Collectors.toMap(Function.identity(), (limit) -> new LongAdder()))));

	Admission(HubSettings settings, Supplier<List<SseRoomAuthorizer>> authorizers) {
		this.maxRooms = settings.maxRooms();
		this.retryAfter = String.valueOf(seconds(settings.retry()));
		this.authorization = new RoomAuthorization(authorizers, counter(Limit.ROOM_ACCESS));
		this.places = settings.admission().isUnlimited() ? null : new Places(settings.admission());
	}

	// Whole seconds (RFC 9110, 10.2.3), of which there must be some
	private static long seconds(Duration retry) {
		return Math.max(1, retry.plusMillis(999).toSeconds());
	}

	/**
	 * Take a place for the stream of a connection, which keeps it until it is over. With
	 * {@link PerUserPolicy#REPLACE}, another stream of its user may end for it.
	 * @param connection the connection
	 * @param subscription what the stream is to receive, besides the rooms that the
	 * connection has joined
	 * @return the rooms whose history it must not get
	 * @throws SseConnectionRefusedException if there is no place
	 * @throws SseRoomNameException if a room name is not valid
	 * @throws SseRoomLimitException if there are too many rooms
	 * @throws SseRoomAccessDeniedException if it may not be in a room
	 */
	public Set<String> admit(HubConnection connection, SseSubscription subscription) {
		Set<String> liveOnly = this.authorization.isEmpty() ? Set.of() : check(connection, subscription);
		take(connection, subscription.rooms());
		return liveOnly;
	}

	/**
	 * Take a place for the stream of a connection for its caller alone, which is in no
	 * room.
	 * @param connection the connection
	 * @throws SseConnectionRefusedException if there is no place
	 */
	public void admitForCaller(HubConnection connection) {
		take(connection, Set.of());
	}

	private static void take(HubConnection connection, Set<String> rooms) {
		HubConnection replaced = connection.state().admit(rooms, true);
		if (replaced != null) {
			replaced.close(CloseReason.REPLACED);
		}
	}

	/**
	 * Check whether there is a place for the stream of a connection, but take none.
	 * @param connection the connection
	 * @param subscription what the stream is to receive, besides the rooms that the
	 * connection has joined
	 * @return the rooms whose history it must not get
	 * @throws SseConnectionRefusedException if there is no place
	 * @throws SseRoomNameException if a room name is not valid
	 * @throws SseRoomLimitException if there are too many rooms
	 * @throws SseRoomAccessDeniedException if it may not be in a room
	 */
	public Set<String> check(HubConnection connection, SseSubscription subscription) {
		// First, since authorizers may have to look far, and know no bad names
		connection.state().admit(subscription.rooms(), false);
		return this.authorization.authorize(connection, subscription);
	}

	/**
	 * Check whether there is a place for the stream of a connection for its caller alone,
	 * but take none.
	 * @param connection the connection
	 * @throws SseConnectionRefusedException if there is no place
	 */
	public void checkForCaller(HubConnection connection) {
		connection.state().admit(Set.of(), false);
	}

	RoomAuthorization authorization() {
		return this.authorization;
	}

	/**
	 * Count a refusal of somebody else.
	 * @param limit the limit
	 */
	public void countRefused(Limit limit) {
		counter(limit).increment();
	}

	/**
	 * Return how many requests a limit has refused, and how many rooms that open streams
	 * were to join.
	 * @param limit the limit
	 * @return the number since the start
	 */
	public long refused(Limit limit) {
		return counter(limit).sum();
	}

	@SuppressWarnings("NullAway") // There is one for each
	private LongAdder counter(Limit limit) {
		return this.refused.get(limit);
	}

	// All rooms, those that are joined included. Returns whose place it is that was taken
	@Nullable HubConnection decide(HubConnection connection, Set<String> rooms, boolean take) {
		checkRooms(rooms);
		if (this.places == null) {
			return null;
		}
		Places.Decision decision = this.places.decide(connection, rooms, take);
		if (decision.refusedBy() != null) {
			throw refuse(decision.refusedBy());
		}
		return decision.replaced();
	}

	void checkRooms(Set<String> rooms) {
		if (rooms.size() > this.maxRooms) {
			countRefused(Limit.ROOMS);
			throw new RefusedRoomsException(rooms.size(), this.maxRooms);
		}
	}

	void join(HubConnection connection, Set<String> joined, String room) {
		if (joined.contains(room)) {
			return;
		}
		if (joined.size() >= this.maxRooms) {
			countRefused(Limit.ROOMS);
			throw new SseRoomLimitException(joined.size() + 1, this.maxRooms);
		}
		if (this.places != null && !this.places.enter(connection, room)) {
			throw refuse(Limit.ROOMS_TOTAL);
		}
	}

	void leave(HubConnection connection, String room) {
		if (this.places != null) {
			this.places.leave(connection, room);
		}
	}

	void release(HubConnection connection) {
		if (this.places != null) {
			this.places.release(connection);
		}
	}

	boolean isIdle() {
		return this.places == null || this.places.isEmpty();
	}

	private SseConnectionRefusedException refuse(Limit limit) {
		countRefused(limit);
		SseConnectionRefusedException refusal = switch (limit) {
			case PER_USER -> tooMany("You have too many event streams");
			case PER_ADDRESS -> tooMany("There are too many event streams from your address");
			case ROOMS_TOTAL -> unavailable("There are too many rooms");
			default -> unavailable("There are too many event streams");
		};
		return refusal.header(HttpHeaders.RETRY_AFTER, this.retryAfter);
	}

	private static SseConnectionRefusedException tooMany(String detail) {
		return new SseConnectionRefusedException(HttpStatus.TOO_MANY_REQUESTS, detail);
	}

	private static SseConnectionRefusedException unavailable(String detail) {
		return new SseConnectionRefusedException(HttpStatus.SERVICE_UNAVAILABLE, detail);
	}

	/**
	 * What a request can be refused by.
	 */
	public enum Limit {

		/**
		 * All streams.
		 */
		CONNECTIONS,

		/**
		 * The streams of a user.
		 */
		PER_USER,

		/**
		 * The streams of a remote address.
		 */
		PER_ADDRESS,

		/**
		 * The rooms of a stream.
		 */
		ROOMS,

		/**
		 * The rooms of all streams.
		 */
		ROOMS_TOTAL,

		/**
		 * Authorizers of the application.
		 */
		ROOM_ACCESS,

		/**
		 * Detached streams for one caller.
		 */
		STREAMS,

		/**
		 * Detached streams of a user.
		 */
		STREAMS_PER_USER

	}

	/**
	 * Clients choose rooms, and may be refused often.
	 */
	private static final class RefusedRoomsException extends SseRoomLimitException {

		RefusedRoomsException(int rooms, int limit) {
			super(rooms, limit);
		}

		@Override
		public Throwable fillInStackTrace() {
			return this;
		}

	}

}
