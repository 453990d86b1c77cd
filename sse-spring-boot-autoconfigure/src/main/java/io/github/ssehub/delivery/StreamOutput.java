package io.github.ssehub.delivery;

import java.io.IOException;

/**
 * Writes to the sink of one stream and knows whether it takes more. Used by one event
 * loop only.
 */
final class StreamOutput {

	private final Sink sink;

	private final LoopCounters counters;

	// When the stream is too old
	private final long agesAt;

	private boolean flushPending;

	private boolean waiting;

	private long waitingSince;

	private long lastWrite;

	private long lastHeartbeat;

	// Whether that was a heartbeat, and has had no echo
	private boolean echoDue;

	StreamOutput(Sink sink, LoopCounters counters, long now, long agesAt) {
		this.sink = sink;
		this.counters = counters;
		this.lastWrite = now;
		this.lastHeartbeat = now;
		this.agesAt = agesAt;
	}

	// Return whether a write is possible, after a flush that was not possible before. If
	// not, the sink calls back.
	boolean isWritable(long now) throws IOException {
		boolean ready = this.sink.isReady();
		if (ready && this.flushPending) {
			this.flushPending = false;
			this.sink.flush();
			ready = this.sink.isReady();
		}
		if (!ready && !this.waiting) {
			this.waitingSince = now;
		}
		this.waiting = !ready;
		return ready;
	}

	void write(byte[] bytes, int offset, int length, long now) throws IOException {
		this.sink.write(bytes, offset, length);
		this.counters.wrote(length);
		this.lastWrite = now;
		this.echoDue = false;
		if (this.sink.isReady()) {
			this.sink.flush();
		}
		else {
			this.flushPending = true;
		}
	}

	// An echo is not taken for the last write: the next heartbeat comes when it would
	void writeHeartbeat(byte[] bytes, long now, boolean echo) throws IOException {
		write(bytes, 0, bytes.length, echo ? this.lastWrite : now);
		this.echoDue = !echo;
		if (!echo) {
			this.lastHeartbeat = now;
		}
	}

	// What was written had the ends of events in it
	void delivered(int events) {
		this.counters.delivered(events);
	}

	boolean isWaiting() {
		return this.waiting;
	}

	long waitingSince() {
		return this.waitingSince;
	}

	long lastWrite() {
		return this.lastWrite;
	}

	// Or the beginning
	long lastHeartbeat() {
		return this.lastHeartbeat;
	}

	boolean isEchoDue() {
		return this.echoDue;
	}

	long agesAt() {
		return this.agesAt;
	}

}
