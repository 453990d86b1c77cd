package io.github.ssehub.log;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.util.Assert;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.wire.WireEvent;

/**
 * What a {@link LogJournal} puts in order. Each has the same place in the order on every
 * node, so that for example a room is closed behind the same event everywhere.
 */
public sealed interface LogRecord {

	/**
	 * Return the rooms whose logs take the record.
	 * @return the names of the rooms, empty for all but a broadcast
	 */
	default Collection<String> rooms() {
		return List.of();
	}

	/**
	 * An event for rooms.
	 *
	 * @param rooms the names of the rooms, without duplicates
	 * @param event the event, which is sealed with its id when it is taken
	 */
	record Broadcast(Collection<String> rooms, WireEvent event) implements LogRecord {

		public Broadcast {
			Assert.notEmpty(rooms, "'rooms' must not be empty");
		}

	}

	/**
	 * An event for the streams of one user.
	 *
	 * @param user the name of the user
	 * @param event the sealed event
	 * @param reached counts the streams of this node that it was for
	 */
	record UserSend(String user, WireEvent event, AtomicInteger reached) implements LogRecord {

	}

	/**
	 * The end of a room.
	 *
	 * @param room the name of the room
	 */
	record CloseRoom(String room) implements LogRecord {

	}

	/**
	 * The end of the streams of one user.
	 *
	 * @param user the name of the user
	 * @param reached counts the streams of this node that are ended
	 */
	record DisconnectUser(String user, AtomicInteger reached) implements LogRecord {

	}

	/**
	 * The wish that the source of a detached stream stops, wherever it runs.
	 *
	 * @param id the id of the stream
	 */
	record StopStream(String id) implements LogRecord {

	}

	/**
	 * The end of a detached stream, behind its last event.
	 *
	 * @param id the id of the stream
	 * @param state how its source has ended
	 * @param last the sequence of its last event, zero if there was none
	 */
	record EndStream(String id, SseStreamState state, long last) implements LogRecord {

	}

}
