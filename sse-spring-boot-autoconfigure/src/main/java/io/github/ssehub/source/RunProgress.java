package io.github.ssehub.source;

import io.github.ssehub.SseStreamState;

/**
 * How far a detached source has come. Thread-safe. It ends once, of itself or since
 * another node has taken it over.
 */
final class RunProgress {

	// Mutable state, guarded by this
	private SseStreamState state = SseStreamState.RUNNING;

	private long last;

	/**
	 * Take note of an event.
	 * @param sequence the sequence of the event
	 * @return whether it is the first
	 */
	synchronized boolean wrote(long sequence) {
		boolean first = this.last == 0;
		this.last = Math.max(this.last, sequence);
		return first;
	}

	/**
	 * End.
	 * @param state how the source has ended
	 * @param last the sequence of the last event, if that is not of the source
	 * @return whether it had not ended yet
	 */
	synchronized boolean end(SseStreamState state, long last) {
		if (this.state != SseStreamState.RUNNING) {
			return false;
		}
		this.state = state;
		this.last = Math.max(this.last, last);
		return true;
	}

	synchronized SseStreamState state() {
		return this.state;
	}

	// Of the last event, zero if there is none
	synchronized long last() {
		return this.last;
	}

	/**
	 * Return whether that is all there ever will be.
	 * @param sequence the sequence up to which a client has got everything
	 * @return whether it is
	 */
	synchronized boolean isAll(long sequence) {
		return this.state != SseStreamState.RUNNING && sequence >= this.last;
	}

}
