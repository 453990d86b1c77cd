package io.github.ssehub.test.hub;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what a {@link RecordingSseHub} was told. Data is compared with
 * {@code equals}, as the application gave it.
 *
 * @since 0.1.0
 */
public final class RecordingSseHubAssert extends AbstractAssert<RecordingSseHubAssert, RecordingSseHub> {

	RecordingSseHubAssert(RecordingSseHub actual) {
		super(actual, RecordingSseHubAssert.class);
	}

	/**
	 * Verify that something was broadcast to a room.
	 * @param room the room
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasBroadcast(String room) {
		return checkBroadcast("a broadcast to " + room, room, (broadcast) -> true);
	}

	/**
	 * Verify that an unnamed event was broadcast to a room.
	 * @param room the room
	 * @param data the expected data
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasBroadcast(String room, Object data) {
		return checkBroadcast("a broadcast to " + room + ": unnamed " + data, room,
				(broadcast) -> broadcast.name() == null && Objects.deepEquals(data, broadcast.data()));
	}

	/**
	 * Verify that a named event was broadcast to a room.
	 * @param room the room
	 * @param name the expected name
	 * @param data the expected data
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasBroadcast(String room, String name, Object data) {
		return checkBroadcast("a broadcast to " + room + ": " + name + " " + data, room,
				(broadcast) -> name.equals(broadcast.name()) && Objects.deepEquals(data, broadcast.data()));
	}

	/**
	 * Verify that a named event was broadcast to a room, with whatever data.
	 * @param room the room
	 * @param name the expected name
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasBroadcastNamed(String room, String name) {
		return checkBroadcast("a broadcast to " + room + ": " + name, room,
				(broadcast) -> name.equals(broadcast.name()));
	}

	/**
	 * Verify the number of broadcasts.
	 * @param count the expected number
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasBroadcasts(int count) {
		return check(count + ((count == 1) ? " broadcast" : " broadcasts"), hub().broadcasts().size() == count);
	}

	/**
	 * Verify that nothing was broadcast.
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasNoBroadcasts() {
		return check("no broadcast", hub().broadcasts().isEmpty());
	}

	/**
	 * Verify that nothing was broadcast to a room.
	 * @param room the room
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasNoBroadcasts(String room) {
		return check("no broadcast to " + room, hub().broadcasts(room).isEmpty());
	}

	/**
	 * Verify that an event was sent to a user over the hub, whether anybody got it or
	 * not.
	 * @param user the user
	 * @param name the expected name, or {@code null} for an unnamed event
	 * @param data the expected data
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasSentToUser(String user, @Nullable String name, Object data) {
		return check("an event sent to user " + user + ": " + name + " " + data,
				hub().sends().stream().anyMatch((send) -> user.equals(send.user()) && matches(send, name, data)));
	}

	/**
	 * Verify that an event was sent to a connection over the hub, whether it got it or
	 * not.
	 * @param connectionId the id of the connection
	 * @param name the expected name, or {@code null} for an unnamed event
	 * @param data the expected data
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasSent(String connectionId, @Nullable String name, Object data) {
		return check("an event sent to connection " + connectionId + ": " + name + " " + data,
				hub().sends()
					.stream()
					.anyMatch((send) -> connectionId.equals(send.connectionId()) && matches(send, name, data)));
	}

	private static boolean matches(RecordedSend send, @Nullable String name, Object data) {
		return Objects.equals(name, send.name()) && Objects.deepEquals(data, send.data());
	}

	/**
	 * Verify that a room was closed.
	 * @param room the room
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasClosed(String room) {
		return check("room " + room + " closed", hub().closedRooms().contains(room));
	}

	/**
	 * Verify that a user was disconnected.
	 * @param user the user
	 * @return this assertion
	 */
	public RecordingSseHubAssert hasDisconnected(String user) {
		return check("user " + user + " disconnected", hub().disconnectedUsers().contains(user));
	}

	private RecordingSseHubAssert checkBroadcast(String expected, String room, Predicate<RecordedBroadcast> condition) {
		return check(expected, hub().broadcasts(room).stream().anyMatch(condition));
	}

	private RecordingSseHub hub() {
		isNotNull();
		return this.actual;
	}

	private RecordingSseHubAssert check(String expected, boolean met) {
		if (!met) {
			throw failure("Expected %s, but the hub was told:%n%s", expected, describe());
		}
		return this;
	}

	private String describe() {
		StringBuilder text = new StringBuilder();
		append(text, hub().broadcasts());
		append(text, hub().sends());
		append(text, hub().closedRooms().stream().map((room) -> "room " + room + " closed").toList());
		append(text, hub().disconnectedUsers().stream().map((user) -> "user " + user + " disconnected").toList());
		return text.isEmpty() ? "    nothing" : text.toString().stripTrailing();
	}

	private static void append(StringBuilder text, List<?> lines) {
		lines.forEach((line) -> text.append("    ").append(line).append('\n'));
	}

}
