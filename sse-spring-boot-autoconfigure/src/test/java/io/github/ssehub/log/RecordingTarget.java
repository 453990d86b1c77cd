package io.github.ssehub.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The target of a log, which records what a journal feeds it.
 */
final class RecordingTarget implements LogTarget {

	final List<SequencedRecord> taken = new CopyOnWriteArrayList<>();

	private final LogTarget target;

	RecordingTarget(LogTarget target) {
		this.target = target;
	}

	@Override
	public long head() {
		return this.target.head();
	}

	@Override
	public void startAt(long head) {
		this.target.startAt(head);
	}

	@Override
	public void take(List<SequencedRecord> batch) {
		this.taken.addAll(batch);
		this.target.take(batch);
	}

	@Override
	public void lose(long through) {
		this.target.lose(through);
	}

	@Override
	public void hole(long after, long to) {
		this.target.hole(after, to);
	}

	@Override
	public LogWindow window() {
		return this.target.window();
	}

}
