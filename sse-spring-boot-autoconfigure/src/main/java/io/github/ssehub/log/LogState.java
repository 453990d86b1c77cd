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
		this.window = new LiveWindow(this.rooms, this.lock, this.readers);
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

	// Publishers that wait hurry the readers: to tell them in vain would be for ever
	void lockedWithSpace(Runnable action) {
		boolean changed = locked(() -> {
			long before = this.rooms.unpassedBytes();
			action.run();
			if (this.rooms.unpassedBytes() == 0) {
				this.allPassed.signalAll();
			}
			return this.rooms.unpassedBytes() < before;
		});
		if (changed) {
			this.window.changed();
		}
	}

	void wakeReaders() {
		for (LogReader reader : this.readers) {
			reader.wakeIfGrown();
		}
	}

}
