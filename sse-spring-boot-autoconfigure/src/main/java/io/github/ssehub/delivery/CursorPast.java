package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.StreamPast;

/**
 * What a stream that comes back has missed and the log no longer has: the stream waits
 * until it is there, or is known to be gone. Used by one event loop only.
 */
final class CursorPast {

	/**
	 * There is none.
	 */
	static final CursorPast NONE = new CursorPast(false, 0);

	// Mutable state
	private boolean awaited;

	private boolean missing;

	private long through;

	private @Nullable Runnable released;

	private CursorPast(boolean awaited, long through) {
		this.awaited = awaited;
		this.through = through;
	}

	static CursorPast await(long through) {
		return new CursorPast(true, through);
	}

	// Nothing is to be written yet
	boolean isAwaited() {
		return this.awaited;
	}

	// Whether what the client misses next is nothing that it could do anything about: it
	// cannot be had, or has gone while the stream was in the past
	boolean excuses(long position) {
		return this.missing || (this.through > 0 && position <= this.through);
	}

	// What comes behind it is in the log
	long through() {
		return this.through;
	}

	void miss() {
		this.awaited = false;
		this.missing = true;
		this.through = 0;
	}

	void arrive(StreamPast past, Runnable released) {
		this.awaited = false;
		this.through = past.through();
		this.released = released;
	}

	// The client knows
	void tell() {
		// Never that of all loops
		if (this.missing) {
			this.missing = false;
		}
	}

	// The stream has come to a position
	void moveTo(long position) {
		// What is missing has yet to be told
		if (!this.missing && position >= this.through) {
			release();
		}
	}

	// The stream needs nothing of it any more
	void release() {
		tell();
		Runnable released = this.released;
		if (released != null) {
			this.released = null;
			released.run();
		}
	}

}
