package io.github.ssehub.source;

import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStreamState;

/**
 * What the events of a source are written to. Thread-safe; no method blocks.
 */
interface ElementOutput {

	/**
	 * Write an event.
	 * @param event the event
	 * @param written told once that the event was written or dropped, on any thread
	 */
	void write(SseEvent event, @Nullable Runnable written);

	/**
	 * Check that there is space for another element.
	 * @throws ErrorResponseException if there is none
	 */
	default void checkSpace() {
	}

	/**
	 * Be told that all events of an element were written.
	 * @param element the element
	 */
	default void wrote(Object element) {
	}

	/**
	 * Write at once: the source waits for that.
	 */
	default void flush() {
	}

	/**
	 * End after all that was written.
	 * @param state how the source has ended
	 */
	void end(SseStreamState state);

	/**
	 * Be told once when nobody reads any more.
	 * @param callback called on any thread; must not block
	 */
	void onEnd(Runnable callback);

}
