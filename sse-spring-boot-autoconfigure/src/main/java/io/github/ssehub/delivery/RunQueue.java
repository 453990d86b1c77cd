package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The streams of an event loop that have something to write. Used by the loop only.
 */
final class RunQueue {

	// New events must not wait long for streams that read on
	private static final long TURN_NANOS = Duration.ofMillis(1).toNanos();

	private final LongSupplier nanoClock;

	// Mutable state
	private final ArrayDeque<StreamCursor> cursors = new ArrayDeque<>();

	private final Set<StreamCursor> awaitingPass = new LinkedHashSet<>();

	RunQueue(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	boolean isEmpty() {
		return this.cursors.isEmpty();
	}

	boolean isPassAwaited() {
		return !this.awaitingPass.isEmpty();
	}

	void add(StreamCursor cursor) {
		if (cursor.markQueued(true)) {
			this.cursors.add(cursor);
		}
	}

	// What it has to write comes behind events of the next pass
	void addAfterPass(StreamCursor cursor) {
		this.awaitingPass.add(cursor);
	}

	void passed(Consumer<StreamCursor> action) {
		this.awaitingPass.forEach(action);
		this.awaitingPass.clear();
	}

	// Gives each a turn, as far as there is time
	void runAll(Consumer<StreamCursor> action) {
		long start = this.nanoClock.getAsLong();
		for (int i = this.cursors.size(); i > 0 && this.nanoClock.getAsLong() - start < TURN_NANOS; i--) {
			StreamCursor cursor = this.cursors.remove();
			cursor.markQueued(false);
			action.accept(cursor);
		}
	}

}
