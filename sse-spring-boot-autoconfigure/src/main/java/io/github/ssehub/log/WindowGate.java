package io.github.ssehub.log;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * Lets publishers wait while the window of a room is full, and go on in the order in
 * which they came. All access is guarded by the lock of the {@link EventLog}.
 */
final class WindowGate {

	private final RoomLogs logs;

	private final List<LogReader> readers;

	private final Condition changed;

	private final long maxWaitNanos;

	// Mutable state
	private final Set<Waiter> waiters = new LinkedHashSet<>();

	WindowGate(RoomLogs logs, List<LogReader> readers, Condition changed, long maxWaitNanos) {
		this.logs = logs;
		this.readers = readers;
		this.changed = changed;
		this.maxWaitNanos = maxWaitNanos;
	}

	boolean isOpen(Collection<String> rooms, int size) {
		return this.logs.hasSpace(rooms, size) && (this.waiters.isEmpty() || isNext(null, rooms));
	}

	// Wait until there is space, for the maximum wait at most. An interrupt does not cut
	// the wait short: the event is published all the same
	void await(Collection<String> rooms, int size) {
		Waiter self = new Waiter(rooms);
		this.waiters.add(self);
		boolean interrupted = false;
		long deadline = System.nanoTime() + this.maxWaitNanos;
		long left = this.maxWaitNanos;
		while (left > 0 && !(this.logs.hasSpace(rooms, size) && isNext(self, rooms))) {
			this.readers.forEach(LogReader::passAtOnce);
			try {
				this.changed.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			left = deadline - System.nanoTime();
		}
		this.waiters.remove(self);
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

	// A reader has come further, or a publisher has
	void changed() {
		if (!this.waiters.isEmpty()) {
			this.changed.signalAll();
		}
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
