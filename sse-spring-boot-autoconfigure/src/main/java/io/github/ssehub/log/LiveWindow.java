package io.github.ssehub.log;

import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * The window of an {@link EventLog}.
 */
final class LiveWindow implements LogWindow {

	private final RoomLogs logs;

	private final Lock lock;

	private final List<LogReader> readers;

	// Mutable state
	private volatile Runnable listener = () -> {
	};

	LiveWindow(RoomLogs logs, Lock lock, List<LogReader> readers) {
		this.logs = logs;
		this.lock = lock;
		this.readers = readers;
	}

	@Override
	public boolean hasSpace(LogRecord record) {
		int size = size(record);
		if (size == 0 || this.logs.hasSpaceInAll(size)) {
			return true;
		}
		this.lock.lock();
		try {
			return this.logs.hasSpace(record.rooms(), size);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void makeSpace(LogRecord record) {
		this.lock.lock();
		try {
			this.logs.makeSpace(record.rooms(), size(record));
		}
		finally {
			this.lock.unlock();
		}
	}

	private static int size(LogRecord record) {
		return (record instanceof LogRecord.Broadcast broadcast) ? broadcast.event().bytes().length : 0;
	}

	@Override
	public void hurry() {
		this.readers.forEach(LogReader::passAtOnce);
	}

	@Override
	public void onSpace(Runnable listener) {
		this.listener = listener;
	}

	void changed() {
		this.listener.run();
	}

}
