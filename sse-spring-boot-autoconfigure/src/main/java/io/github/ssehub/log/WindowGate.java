package io.github.ssehub.log;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * Lets publishers wait while the window of a room is full, and go on in the order in
 * which they came. All access is guarded by the lock of the {@link LocalJournal}, but for
 * {@link #hasWaiters()}.
 */
final class WindowGate {

	private final Condition changed;

	private final long maxWaitNanos;

	// Mutable state
	private final Set<Waiter> waiters = new LinkedHashSet<>();

	private volatile int waiting;

	WindowGate(Condition changed, Duration maxWait) {
		this.changed = changed;
		this.maxWaitNanos = maxWait.toNanos();
	}

	// Returns once there is space for the record, for which something may be dropped
	void pass(LogWindow window, LogRecord record) {
		Collection<String> rooms = record.rooms();
		if (isNext(null, rooms) && window.hasSpace(record)) {
			return;
		}
		if (!(Thread.currentThread() instanceof LogReader.ReaderThread)) {
			await(window, record, rooms);
		}
		if (!window.hasSpace(record)) {
			window.makeSpace(record);
		}
	}

	// Wait until there is space, for the maximum wait at most. An interrupt does not cut
	// the wait short: the event is published all the same
	private void await(LogWindow window, LogRecord record, Collection<String> rooms) {
		Waiter self = new Waiter(rooms);
		this.waiters.add(self);
		this.waiting++;
		boolean interrupted = false;
		long deadline = System.nanoTime() + this.maxWaitNanos;
		long left = this.maxWaitNanos;
		while (left > 0 && !(isNext(self, rooms) && window.hasSpace(record))) {
			window.hurry();
			try {
				this.changed.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			left = deadline - System.nanoTime();
		}
		this.waiters.remove(self);
		this.waiting--;
		changed();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	// Whether nobody waits for one of the rooms who came before
	private boolean isNext(@Nullable Waiter self, Collection<String> rooms) {
		for (Waiter waiter : this.waiters) {
			if (waiter == self) {
				return true;
			}
			if (!Collections.disjoint(waiter.rooms, rooms)) {
				return false;
			}
		}
		return true;
	}

	boolean hasWaiters() {
		return this.waiting > 0;
	}

	// A reader has come further, or a publisher has
	void changed() {
		this.changed.signalAll();
	}

	/**
	 * One publisher. Not a record, since each is equal to itself only.
	 */
	private static final class Waiter {

		private final Collection<String> rooms;

		Waiter(Collection<String> rooms) {
			this.rooms = rooms;
		}

	}

}
