package io.github.ssehub;

import org.jspecify.annotations.Nullable;

/**
 * The detached streams of this application, by the id that clients are told in the
 * response header {@code Sse-Stream}. A stream belongs to the principal of the request
 * that started it: for another one there is no such stream. Code that does not run for a
 * request may use them all. Thread-safe.
 * <p>
 * In a cluster they are those of all nodes, whichever is asked. Its source runs on the
 * node that started it, and is {@linkplain SseStreamState#LOST lost} with that.
 *
 * @since 0.1.0
 * @see SseStream#detached
 */
public interface SseStreams {

	/**
	 * The response header with the id of a detached stream.
	 */
	String HEADER = "Sse-Stream";

	/**
	 * Return a stream for the current request, to be returned by an {@link SseEndpoint}
	 * method: from the event after its last event id on, or from the start. It is
	 * answered with 204 if the stream has ended and the client has got all of it, and
	 * told to come back later if the other nodes cannot be asked for it now.
	 * @param id the id of the stream; anything may be in it
	 * @return the stream
	 * @throws SseStreamNotFoundException if there is no such stream
	 */
	EndpointResult resume(String id);

	/**
	 * Cancel the source of a stream, and end it for all who read it, with the events that
	 * its format has for that. Does nothing if the source has ended. One that runs on
	 * another node is told, and may take a moment.
	 * @param id the id of the stream; anything may be in it
	 * @throws SseStreamNotFoundException if there is no such stream
	 * @throws SseUnavailableException in a cluster, if the stream is not one of this node
	 * and the others cannot be reached
	 * @throws SsePublishUncertainException in a cluster, if nobody knows whether the
	 * other node was told
	 */
	void stop(String id);

	/**
	 * Return how far a stream has come.
	 * @param id the id of the stream; anything may be in it
	 * @return the state, or {@code null} if there is no such stream
	 * @throws SseUnavailableException in a cluster, if the stream is not one of this node
	 * and the others cannot be asked
	 */
	@Nullable SseStreamState find(String id);

}
