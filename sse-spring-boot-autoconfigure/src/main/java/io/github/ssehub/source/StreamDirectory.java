package io.github.ssehub.source;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;

/**
 * Knows the detached streams of all nodes, for as long as they run and are kept after
 * that. Their events are in the log of each node; this is what else it takes to read
 * them. Thread-safe. What throws an {@link SseUnavailableException} waits for an answer
 * for a moment, and must not be called by an event loop.
 */
public interface StreamDirectory {

	/**
	 * The directory of a node that is alone.
	 */
	StreamDirectory NONE = new NoDirectory();

	/**
	 * Return whether there may be other nodes.
	 * @return whether there may be
	 */
	default boolean isShared() {
		return true;
	}

	/**
	 * Set what is told that another node has taken over a stream, since this one could
	 * not be seen for a while.
	 * @param callback called with the id of the stream, on any thread; must not block
	 */
	void onTakenOver(Consumer<String> callback);

	/**
	 * Add a stream that runs on this node.
	 * @param stream the stream
	 * @param from supplies the sequence behind which its events come, again and again
	 * @throws SseUnavailableException if the others cannot find it
	 */
	void add(StreamDescription stream, LongSupplier from);

	/**
	 * Take note that a stream of this node has its first event. Does not block.
	 * @param id the id of the stream
	 */
	void begun(String id);

	/**
	 * Take note that a stream of this node has ended. The others are told later if they
	 * cannot be told now; waits for an answer until then.
	 * @param id the id of the stream
	 * @param state how its source has ended
	 * @param last the sequence of its last event, zero if there was none
	 */
	void end(String id, SseStreamState state, long last);

	/**
	 * Remove a stream of this node, soon. Does not block.
	 * @param id the id of the stream
	 */
	void remove(String id);

	/**
	 * Find a stream of any node.
	 * @param id the id of the stream
	 * @return the stream, or {@code null} if there is none
	 * @throws SseUnavailableException if that cannot be found out now
	 */
	@Nullable SharedStream find(String id);

	/**
	 * Take over a stream that runs on a node which is gone, to end it. The others leave
	 * it to this node from then on, also where it has not got the answer: it has to ask
	 * again, which does no harm.
	 * @param stream the stream, as it was found just now
	 * @return whether it is for this node to {@link #end}
	 * @throws SseUnavailableException if that cannot be found out now
	 */
	boolean takeOver(SharedStream stream);

}
