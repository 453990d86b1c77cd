package io.github.ssehub.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogReader;
import io.github.ssehub.log.ReaderMark;
import io.github.ssehub.log.RoomTap;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

/**
 * Owns streams for their life, and is the only one to touch their cursors and outputs. A
 * turn of the loop does what was posted to it, offers new entries to the members of their
 * rooms, and lets streams that are behind read on. Nothing in a turn blocks.
 */
final class EventLoop implements LogReader {

	private static final Log logger = LogFactory.getLog(EventLoop.class);

	private static final long LATE_PAUSE_NANOS = 5_000_000;

	private final String name;

	private final EventLog log;

	private final LongSupplier nanoClock;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final SentStreams sent;

	private final ReaderMark mark;

	private final Laggards laggards;

	private final RunQueue runQueue;

	private final LoopStreams streams;

	private final FanOut fanOut;

	private final Timeouts timeouts;

	// One turn at a time, whoever makes it
	private final Object turnMonitor = new Object();

	// Mutable state
	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	private final AtomicBoolean lateTurn = new AtomicBoolean();

	private volatile boolean parked;

	// Publishers wait for the next pass
	private volatile boolean spaceAwaited;

	private long now;

	EventLoop(String name, EventLog log, EventIds ids, EventEncoder encoder, DeliverySettings settings,
			LongSupplier nanoClock) {
		this.name = name;
		this.log = log;
		this.nanoClock = nanoClock;
		this.now = nanoClock.getAsLong();
		this.sent = new SentStreams(this.now);
		this.mark = log.addReader(this);
		LoopRooms rooms = new LoopRooms(log);
		EntrySelection selection = new EntrySelection(ids);
		this.laggards = new Laggards(log, this.mark, this.now);
		this.runQueue = new RunQueue(nanoClock);
		CatchUp catchUp = new CatchUp(log, ids, encoder, selection);
		this.streams = new LoopStreams(this, rooms, this.laggards, this.runQueue, catchUp);
		this.fanOut = new FanOut(log, rooms, this.streams, selection, nanoClock, new Pacer(settings.flushInterval()));
		this.timeouts = new Timeouts(this.streams, ids, encoder, settings.writeTimeout(), this.now);
	}

	// Its thread goes on until it is stopped or another one takes its place
	synchronized void start() {
		this.stopped = false;
		Thread thread = new LoopThread(this::run, this.name);
		// Before it runs, since others wake it
		this.thread = thread;
		thread.start();
	}

	// The thread ends with its turn. Return it, or null if there is none
	synchronized @Nullable Thread stop() {
		Thread thread = this.thread;
		this.thread = null;
		this.stopped = true;
		LockSupport.unpark(thread);
		return thread;
	}

	// A response that comes late must still be ended, or the server would wait for it;
	// not on the calling thread, which may have locks that a turn waits for
	void turnLate() {
		if (hasWork() && this.lateTurn.compareAndSet(false, true)) {
			new LoopThread(this::turnStopped, this.name).start();
		}
	}

	private void turnStopped() {
		synchronized (this.turnMonitor) {
			this.lateTurn.set(false);
			long deadline = this.nanoClock.getAsLong() + Timeouts.DRAIN_NANOS;
			while (this.stopped && isEnding(deadline)) {
				turnGuarded();
				LockSupport.parkNanos(this, hasWork() ? 0 : LATE_PAUSE_NANOS);
			}
			if (this.stopped) {
				this.streams.endAll(CloseReason.DRAINED);
			}
		}
	}

	private boolean isEnding(long deadline) {
		return hasWork() || (this.streams.count() > 0 && this.nanoClock.getAsLong() - deadline < 0);
	}

	private void run() {
		while (this.thread == Thread.currentThread()) {
			turnGuarded();
			// A filter may have left it: the thread would never park again
			Thread.interrupted();
			park();
		}
	}

	private void turnGuarded() {
		synchronized (this.turnMonitor) {
			try {
				turn();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Event loop failed in a turn", ex);
			}
			this.streams.counters().endTurn(this.nanoClock.getAsLong());
		}
	}

	private void park() {
		long now = this.nanoClock.getAsLong();
		long pause = pause(now);
		this.fanOut.setPausing(pause > 0);
		this.sent.setPausing(this.sent.delay(now) > 0);
		this.parked = true;
		if (this.thread == Thread.currentThread() && !hasWork(now, pause)) {
			LockSupport.parkNanos(this, parkNanos(now, pause));
		}
		this.parked = false;
		this.fanOut.setPausing(false);
		this.sent.setPausing(false);
	}

	private long pause(long now) {
		return (this.spaceAwaited || this.stopped) ? 0 : this.fanOut.delay(now);
	}

	// Whether the next turn will do anything
	boolean hasWork() {
		long now = this.nanoClock.getAsLong();
		return hasWork(now, pause(now));
	}

	private boolean hasWork(long now, long pause) {
		return !this.tasks.isEmpty() || !this.runQueue.isEmpty() || this.spaceAwaited || this.sent.isDue(now)
				|| (pause <= 0 && (this.fanOut.hasGrown() || this.runQueue.isPassAwaited()));
	}

	private long parkNanos(long now, long pause) {
		long nanos = this.timeouts.next() - now;
		if (hasLaggards()) {
			nanos = Math.min(nanos, Laggards.CHECK_NANOS);
		}
		nanos = (pause > 0) ? Math.min(nanos, pause) : nanos;
		long sentDelay = this.sent.delay(now);
		return Math.max(1, (sentDelay > 0) ? Math.min(nanos, sentDelay) : nanos);
	}

	// Whether the log is to be told now and then what streams have yet to read
	boolean hasLaggards() {
		return this.laggards.isActive();
	}

	// Do all that can be done now.
	void turn() {
		this.now = this.streams.counters().beginTurn(this.nanoClock.getAsLong());
		boolean due = pause(this.now) <= 0;
		if (this.spaceAwaited) {
			// Before the head is read: what filled the window is behind it
			this.spaceAwaited = false;
			due = true;
		}
		// First the head, then the tasks: whoever
		// joined before the head is a member by then
		long head = this.log.head();
		Runnable task;
		while ((task = this.tasks.poll()) != null) {
			task.run();
		}
		this.sent.removeAll(this.streams::resume, this.now);
		if (due) {
			this.fanOut.passTo(head, this.now);
			this.runQueue.passed(this.streams::resume);
		}
		this.runQueue.runAll(this.streams::run);
		this.laggards.settle(this.fanOut.horizon(), this.fanOut.offered(), this.now);
		this.fanOut.offered().clear();
		if (this.now - this.timeouts.next() >= 0) {
			this.timeouts.run(this.fanOut.horizon(), this.now);
			this.log.expire();
		}
	}

	// Run a task on the loop. Called by any thread.
	void execute(Runnable task) {
		executeLater(task);
		wake();
	}

	// Run a task when there is more to do, and before that
	void executeLater(Runnable task) {
		this.tasks.add(task);
		if (this.stopped) {
			turnLate();
		}
	}

	// Write what was sent to a stream alone, soon. Called by any thread
	void sent(StreamCursor cursor) {
		if (this.sent.add(cursor)) {
			wake();
		}
		if (this.stopped) {
			turnLate();
		}
	}

	@Override
	public void grown(RoomTap tap) {
		this.fanOut.grown(tap);
	}

	@Override
	public void wakeIfGrown() {
		if (this.fanOut.isPassDue()) {
			wake();
		}
	}

	@Override
	public void passAtOnce() {
		this.spaceAwaited = true;
		wake();
	}

	private void wake() {
		if (this.parked) {
			LockSupport.unpark(this.thread);
		}
	}

	EventLog log() {
		return this.log;
	}

	ReaderMark mark() {
		return this.mark;
	}

	LoopStreams streams() {
		return this.streams;
	}

	long horizon() {
		return this.fanOut.horizon();
	}

	long now() {
		return this.now;
	}

	void runTimeoutsAtLatest(long nanos) {
		this.timeouts.runAtLatest(this.now + nanos);
	}

}
