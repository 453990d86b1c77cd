package io.github.ssehub.source;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;

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
	 * End after all that was written.
	 * @param completed whether the source has completed
	 */
	void end(boolean completed);

	/**
	 * Be told once when nobody reads any more.
	 * @param callback called on any thread; must not block
	 */
	void onEnd(Runnable callback);

}
