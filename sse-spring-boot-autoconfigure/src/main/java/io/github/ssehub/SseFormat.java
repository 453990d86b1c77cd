package io.github.ssehub;

import java.util.List;
import java.util.Map;

import org.springframework.http.ProblemDetail;

/**
 * What a stream for one caller looks like on the wire: the events of its elements, its
 * beginning and its end. Must be thread-safe and stateless, and must not block.
 * <p>
 * Ids of the events are for the source to choose, if it resumes by itself.
 *
 * @since 0.1.0
 * @see SseStream#format(SseFormat)
 */
public interface SseFormat {

	/**
	 * An event for each element: an {@link SseEvent} or a {@code ServerSentEvent} as it
	 * is, anything else as its data. An error is an event {@code error} with a problem
	 * detail.
	 */
	SseFormat PLAIN = new PlainFormat();

	/**
	 * The chunks that clients of OpenAI's chat completions read: data alone, text as
	 * {@code {"object":"chat.completion.chunk",..}}, other elements as they are, and
	 * {@code [DONE]} at the end.
	 */
	SseFormat OPENAI = new OpenAiFormat();

	/**
	 * The UI message stream, version 1, of Vercel's AI SDK: text as the deltas of one
	 * text part, other elements as they are, and {@code [DONE]} at the end.
	 */
	SseFormat AI_SDK = new AiSdkFormat();

	/**
	 * Return headers of the response.
	 * @return the names and values
	 */
	default Map<String, String> headers() {
		return Map.of();
	}

	/**
	 * Return whether the stream may contain events of this library, named {@code sse-*},
	 * which tell a browser what to do when it comes back. Otherwise they are blocks
	 * without data, which no parser shows.
	 * @return whether clients know event names
	 */
	default boolean isNamed() {
		return false;
	}

	/**
	 * Return the events before the first element.
	 * @return the events
	 */
	default List<SseEvent> start() {
		return List.of();
	}

	/**
	 * Return the events of an element.
	 * @param element the element
	 * @return the events
	 */
	List<SseEvent> element(Object element);

	/**
	 * Return the events after the last element.
	 * @return the events
	 */
	default List<SseEvent> end() {
		return List.of();
	}

	/**
	 * Return the events of a source that has failed. Nothing comes after them.
	 * @param problem the problem, without the text of the exception unless that is an
	 * {@link org.springframework.web.ErrorResponse}
	 * @return the events
	 */
	List<SseEvent> error(ProblemDetail problem);

	/**
	 * Return the events of a source that was stopped. Nothing comes after them.
	 * @return the events
	 */
	default List<SseEvent> stop() {
		return end();
	}

}
