package io.github.ssehub.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What the two sides of an {@link EventLog}, taking and reading, share, and the lock that
 * guards it.
 */
final class LogState {

	final RoomLogs rooms;

	final Holes holes = new Holes();

	final List<LogReader> readers = new CopyOnWriteArrayList<>();

	final LiveWindow window;

	final ReentrantLock lock = new ReentrantLock();

	final Condition allPassed = this.lock.newCondition();

	// Written under the lock
	volatile long head;

	volatile long lostByJournal;

	LogState(LogSettings settings) {
		this.rooms = new RoomLogs(settings);
		this.window = new LiveWindow(this);
	}

	<T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	void lockedWithSpace(Runnable action) {
		lockedWithSpace(() -> {
			action.run();
			return true;
		});
	}

	// Publishers that wait hurry the readers: to tell them in vain would be for ever
	<T> T lockedWithSpace(Supplier<T> action) {
		long before;
		long left;
		T result;
		this.lock.lock();
		try {
			before = this.rooms.unpassedBytes();
			result = action.get();
			left = this.rooms.unpassedBytes();
			if (left == 0) {
				this.allPassed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (left < before) {
			this.window.changed();
		}
		return result;
	}

	void wakeReaders() {
		this.readers.forEach(LogReader::wakeIfGrown);
	}

}
