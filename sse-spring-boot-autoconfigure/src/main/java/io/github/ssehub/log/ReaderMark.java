package io.github.ssehub.log;

/**
 * How far one reader has come, in all of its rooms. Opaque to the reader; guarded by the
 * lock of the {@link EventLog}.
 */
public final class ReaderMark {

	/**
	 * Nothing is held.
	 */
	public static final long NONE = Long.MAX_VALUE;

	private final LogReader reader;

	// Mutable state
	private long passedThrough;

	private long heldFrom = NONE;

	private long joins;

	ReaderMark(LogReader reader, long head) {
		this.reader = reader;
		this.passedThrough = head;
	}

	LogReader reader() {
		return this.reader;
	}

	long passedThrough() {
		return this.passedThrough;
	}

	// Members that are catching up have yet to read what comes after
	long heldFrom() {
		return this.heldFrom;
	}

	void pass(long through) {
		this.passedThrough = Math.max(this.passedThrough, through);
	}

	void join(long from) {
		this.joins++;
		this.heldFrom = Math.min(this.heldFrom, from);
	}

	// A reader that has not heard of all joins may only hold more
	void hold(long from, long joinsSeen) {
		this.heldFrom = (this.joins == joinsSeen) ? from : Math.min(this.heldFrom, from);
	}

}
