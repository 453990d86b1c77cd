package io.github.ssehub.source;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The run of a source whose stream has yet to open for a request.
 *
 * @param answer what the client gets
 * @param headers headers of the response
 * @param patience how long the client may be left without any answer, zero for ever
 * @param opening opens the stream, on the thread of its request, and returns the opening
 * block
 */
public record CallerRun(Answer answer, Map<String, String> headers, Duration patience, Supplier<byte[]> opening) {

	static CallerRun of(Map<String, String> headers, Duration patience, Supplier<byte[]> opening) {
		return new CallerRun(Answer.STREAM, headers, patience, opening);
	}

	static CallerRun over() {
		return without(Answer.NOTHING);
	}

	static CallerRun later() {
		return without(Answer.LATER);
	}

	private static CallerRun without(Answer answer) {
		return new CallerRun(answer, Map.of(), Duration.ZERO, () -> new byte[0]);
	}

	/**
	 * What a client gets.
	 */
	public enum Answer {

		/**
		 * A stream.
		 */
		STREAM,

		/**
		 * Nothing: it has got all there ever will be.
		 */
		NOTHING,

		/**
		 * Nothing yet: it is to come back.
		 */
		LATER

	}

}
