package io.github.ssehub.actuate;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of a hub: names and numbers, and nothing of what is sent or of
 * what identifies a client to the application.
 *
 * @param connections the open streams
 * @param rooms the rooms
 * @param draining whether no stream opens any more
 * @param log what the log has
 * @param cluster how this node gets on with the others, or {@code null} if there are none
 */
record SseEndpointBody(Page<Connection> connections, Page<Room> rooms, boolean draining, Log log,
		@Nullable Cluster cluster) implements OperationResponseBody {

	/**
	 * A part of a list.
	 *
	 * @param total how many there are
	 * @param page the number of the part, from zero
	 * @param items what is in the part
	 * @param <T> what it is a list of
	 */
	record Page<T>(int total, int page, List<T> items) {

	}

	/**
	 * A stream.
	 *
	 * @param id the id of the connection
	 * @param user the user, or {@code null}
	 * @param remoteAddress the remote address, or {@code null}
	 * @param path the path of its request
	 * @param openedAt when its request came
	 * @param rooms its rooms
	 */
	record Connection(String id, @Nullable String user, @Nullable String remoteAddress, String path, Instant openedAt,
			Collection<String> rooms) {

	}

	/**
	 * A room.
	 *
	 * @param name the name
	 * @param connections how many streams are in it
	 */
	record Room(String name, long connections) {

	}

	/**
	 * The log.
	 *
	 * @param position the id of the last event that was published
	 * @param bytes how many bytes it has
	 * @param limit how many bytes it may have
	 * @param entries how many entries it has
	 * @param skipped how many entries were dropped before they were offered to all
	 * streams
	 */
	record Log(String position, long bytes, long limit, long entries, long skipped) {

	}

	/**
	 * A node of a cluster.
	 *
	 * @param up whether it publishes, and has what others publish
	 * @param lag how many events it has yet to read, as far as it knows
	 * @param inFlight how many events it has yet to publish, or to read back
	 * @param losses how often events were gone
	 * @param reconnects how often a connection was made anew
	 */
	record Cluster(boolean up, long lag, int inFlight, long losses, long reconnects) {

	}

	/**
	 * The end of all streams, which has begun.
	 *
	 * @param remaining how many connections there still are
	 */
	record Draining(int remaining) implements OperationResponseBody {

	}

	/**
	 * The end of streams.
	 *
	 * @param connections how many streams were ended
	 */
	record Ended(int connections) implements OperationResponseBody {

	}

}
