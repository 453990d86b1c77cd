package io.github.ssehub.log;

/**
 * The window of an {@link EventLog}.
 */
final class LiveWindow implements LogWindow {

	private final LogState state;

	// Mutable state
	private volatile Runnable listener = () -> {
	};

	LiveWindow(LogState state) {
		this.state = state;
	}

	@Override
	public boolean hasSpace(LogRecord record) {
		int size = size(record);
		return size == 0 || this.state.rooms.hasSpaceInAll(size)
				|| this.state.locked(() -> this.state.rooms.hasSpace(record.rooms(), size));
	}

	@Override
	public void makeSpace(LogRecord record) {
		this.state.lockedWithSpace(() -> this.state.rooms.makeSpace(record.rooms(), size(record)));
	}

	private static int size(LogRecord record) {
		return (record instanceof LogRecord.Broadcast broadcast) ? broadcast.event().bytes().length : 0;
	}

	@Override
	public void hurry() {
		this.state.readers.forEach(LogReader::passAtOnce);
	}

	@Override
	public void onSpace(Runnable listener) {
		this.listener = listener;
	}

	void changed() {
		this.listener.run();
	}

}
