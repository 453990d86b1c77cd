package io.github.ssehub.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The journal of a hub on one node: what is published is taken at once. A publisher that
 * is faster than the readers waits for them, for a maximum time; then what they have yet
 * to pass is dropped.
 */
public final class LocalJournal implements LogJournal {

	private final LongSupplier nanoClock;

	private final LongUnaryOperator next;

	private final ReentrantLock lock = new ReentrantLock();

	private final WindowGate gate;

	// Mutable state
	private volatile @Nullable LogTarget target;

	/**
	 * Create a new {@link LocalJournal} instance.
	 * @param nanoClock the clock of the log
	 * @param maxWait how long a publisher waits for the readers
	 */
	public LocalJournal(LongSupplier nanoClock, Duration maxWait) {
		this(nanoClock, maxWait, (head) -> head + 1);
	}

	// With the sequence that follows the head
	LocalJournal(LongSupplier nanoClock, Duration maxWait, LongUnaryOperator next) {
		this.nanoClock = nanoClock;
		this.next = next;
		this.gate = new WindowGate(this.lock.newCondition(), maxWait);
	}

	@Override
	public void start(LogTarget target) {
		this.target = target;
		target.window().onSpace(this::spaceChanged);
	}

	@Override
	public void stop() {
		// There is nothing that runs
	}

	@Override
	public long append(LogRecord record) {
		LogTarget target = this.target;
		Assert.state(target != null, "Journal has not been started");
		this.lock.lock();
		try {
			this.gate.pass(target.window(), record);
			long sequence = this.next.applyAsLong(target.head());
			target.take(List.of(new SequencedRecord(sequence, this.nanoClock.getAsLong(), record)));
			return sequence;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Reach reach(String id) {
		return Reach.HERE;
	}

	private void spaceChanged() {
		if (this.gate.hasWaiters()) {
			this.lock.lock();
			try {
				this.gate.changed();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}
