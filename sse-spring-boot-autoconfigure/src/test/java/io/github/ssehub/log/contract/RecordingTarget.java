package io.github.ssehub.log.contract;

import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.LogWindow;
import io.github.ssehub.log.SequencedRecord;

/**
 * The target of a log, which records what a journal feeds it. Thread-safe.
 */
public final class RecordingTarget implements LogTarget {

	private final LogTarget target;

	// Guarded by this
	private final List<Step> steps = new ArrayList<>();

	/**
	 * Create a new {@link RecordingTarget} instance.
	 * @param target the target of the log
	 */
	public RecordingTarget(LogTarget target) {
		this.target = target;
	}

	/**
	 * Return the records that were taken.
	 * @return a snapshot, in the order in which they were taken
	 */
	public List<SequencedRecord> taken() {
		return steps().stream().filter((step) -> !step.isLoss()).map(Step::record).toList();
	}

	/**
	 * Return what was taken and what was told to be lost.
	 * @return a snapshot
	 */
	synchronized List<Step> steps() {
		return List.copyOf(this.steps);
	}

	private synchronized void add(Step step) {
		this.steps.add(step);
	}

	@Override
	public long head() {
		return this.target.head();
	}

	@Override
	public void startAt(long head) {
		this.target.startAt(head);
		add(new Step(head, null, true));
	}

	// Before the log takes it, since from then on a publisher may look
	@Override
	public void take(List<SequencedRecord> batch) {
		batch.forEach((record) -> add(new Step(record.sequence(), record, false)));
		this.target.take(batch);
	}

	@Override
	public void lose(long through) {
		add(new Step(through, null, false));
		this.target.lose(through);
	}

	@Override
	public void hole(long after, long to) {
		this.target.hole(after, to);
	}

	@Override
	public void advance(long to) {
		this.target.advance(to);
	}

	@Override
	public long readBack() {
		return this.target.readBack();
	}

	@Override
	public LogWindow window() {
		return this.target.window();
	}

	/**
	 * What became of the log.
	 *
	 * @param sequence the sequence of the record, or through which all is gone
	 * @param record the record, {@code null} if there is none
	 * @param start whether this is where the log begins
	 */
	record Step(long sequence, SequencedRecord record, boolean start) {

		boolean isLoss() {
			return this.record == null;
		}

		// The first room of a broadcast tells records apart, since a journal may take a
		// copy
		String name() {
			LogRecord content = this.record.record();
			return (content instanceof LogRecord.Broadcast broadcast) ? broadcast.rooms().iterator().next()
					: ((LogRecord.CloseRoom) content).room();
		}

	}

}
