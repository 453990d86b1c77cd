package io.github.ssehub;

import java.util.List;
import java.util.Map;

import org.springframework.http.ProblemDetail;
import org.springframework.util.Assert;

/**
 * What a stream for one caller looks like on the wire: the events of its elements, its
 * beginning and its end. Must not block.
 * <p>
 * One format serves many streams at once: it must be thread-safe and keep no state. What
 * a format has to remember of a stream, such as an id that all events have in common or
 * whether a part has begun, belongs to an object that {@link #forStream()} returns for
 * that stream alone. The format could not keep it, and a source cannot know it.
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
	 * The chunks that clients of OpenAI's chat completions read, of a model
	 * {@code default}.
	 * @see #openAi(String)
	 */
	SseFormat OPENAI = openAi("default");

	/**
	 * The UI message stream, version 1, that {@code useChat} of Vercel's AI SDK reads:
	 * text as the deltas of one text part, other elements as they are, and {@code [DONE]}
	 * at the end. The application may send other parts of the message between, as maps or
	 * objects with a {@code type}, such as {@code data-progress}.
	 */
	SseFormat AI_SDK = new AiSdkFormat();

	/**
	 * Return a format of the chunks that clients of OpenAI's chat completions read: data
	 * alone, text as {@code {"object":"chat.completion.chunk",..}} with an id of the
	 * stream, other elements as they are, and {@code [DONE]} at the end. These clients
	 * accept {@code application/json} alone, which {@link SseEndpoint#accept()} has to
	 * allow.
	 * @param model the name of the model, as clients are told
	 * @return the format
	 */
	static SseFormat openAi(String model) {
		Assert.hasText(model, "'model' must not be empty");
		return new OpenAiFormat(model);
	}

	/**
	 * Return the format of one stream, which is asked for the events of that stream only:
	 * one call at a time, in order, each seeing what those before have done. The format
	 * of a detached stream is asked for others in turn, for readers who get what they
	 * have missed as one element: each of them begins anew, and has what names the stream
	 * to its clients, such as the id of a message.
	 * @return a new object if the format keeps state, and otherwise this one
	 */
	default SseFormat forStream() {
		return this;
	}

	/**
	 * Return headers of the response.
	 * @return the names and values
	 */
	default Map<String, String> headers() {
		return Map.of();
	}

	/**
	 * Return whether the stream may contain events of this library, named {@code sse-*},
	 * which tell a browser what to do when it comes back, and what it has missed.
	 * Otherwise they are blocks without name and data, which no parser shows.
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
