package io.github.ssehub.log;

import java.util.List;

import org.springframework.util.Assert;

import io.github.ssehub.wire.EventIds;

/**
 * Takes what a journal feeds to an {@link EventLog}.
 */
final class LogIntake implements LogTarget {

	private final LogState state;

	private final EventIds ids;

	private final long readBack;

	private final long maxWaitNanos;

	// Mutable state, guarded by the lock
	private long time = Long.MIN_VALUE;

	private volatile LogControl control = (record) -> {
	};

	LogIntake(LogState state, EventIds ids, LogSettings settings) {
		this.state = state;
		this.ids = ids;
		this.readBack = settings.replayTotal();
		this.maxWaitNanos = settings.maxWait().toNanos();
	}

	void setControl(LogControl control) {
		this.control = control;
	}

	@Override
	public long head() {
		return this.state.head;
	}

	@Override
	public long readBack() {
		return this.readBack;
	}

	@Override
	public LogWindow window() {
		return this.state.window;
	}

	@Override
	public void startAt(long head) {
		this.state.lockedWithSpace(() -> {
			Assert.state(this.state.head == 0, "Log has been started");
			// What came before is not here: nobody can resume from there
			loseThrough(head);
		});
	}

	private void loseThrough(long sequence) {
		this.state.rooms.lose(sequence);
		this.state.lostByJournal = sequence;
		this.state.head = sequence;
	}

	@Override
	public void take(List<SequencedRecord> batch) {
		int taken = 0;
		while (taken < batch.size()) {
			taken = takeSome(batch, taken);
			this.state.wakeReaders();
			LogRecord last = batch.get(taken - 1).record();
			if (!(last instanceof LogRecord.Broadcast)) {
				this.control.carryOut(last);
			}
		}
	}

	// Up to a record to carry out
	private int takeSome(List<SequencedRecord> batch, int from) {
		return this.state.locked(() -> {
			int next = from;
			boolean broadcast = true;
			while (broadcast && next < batch.size()) {
				broadcast = takeOne(batch.get(next));
				next++;
			}
			this.state.rooms.trim(this.time);
			return next;
		});
	}

	private boolean takeOne(SequencedRecord record) {
		long sequence = record.sequence();
		Assert.state(sequence > this.state.head, "Sequences must increase");
		this.time = Math.max(this.time, record.time());
		boolean broadcast = false;
		if (record.record() instanceof LogRecord.Broadcast taken) {
			append(taken, sequence);
			broadcast = true;
		}
		// After the readers were told: one that sees the head has the rooms that grew
		this.state.head = sequence;
		return broadcast;
	}

	private void append(LogRecord.Broadcast broadcast, long sequence) {
		broadcast.event().seal(this.ids, sequence);
		LogEntry entry = new LogEntry(sequence, this.time, broadcast.event());
		// A room that is made after one of them has gone would have lost the entry
		List<RoomLog> rooms = broadcast.rooms()
			.stream()
			.map((room) -> this.state.rooms.room(room, this.state.head))
			.toList();
		rooms.forEach((room) -> this.state.rooms.append(room, entry));
	}

	@Override
	public void lose(long through) {
		this.state.lockedWithSpace(() -> {
			Assert.state(through >= this.state.head, "What is lost must reach the head");
			awaitPassed();
			loseThrough(through);
		});
		this.state.wakeReaders();
	}

	// An interrupt does not cut the wait short: it is no reason to drop more
	private void awaitPassed() {
		long left = this.maxWaitNanos;
		boolean interrupted = false;
		while (left > 0 && this.state.rooms.unpassedBytes() > 0) {
			this.state.window.hurry();
			try {
				left = this.state.allPassed.awaitNanos(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void hole(long after, long to) {
		this.state.lockedWithSpace(() -> {
			Assert.state(after >= this.state.head && to > after, "Hole must be above the head");
			this.state.holes.add(after, to);
		});
	}

	@Override
	public void advance(long to) {
		this.state.locked(() -> {
			Assert.state(to >= this.state.head, "Head must not go back");
			this.state.head = to;
			return to;
		});
	}

}
