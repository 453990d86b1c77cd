package io.github.ssehub.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogReader;
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

	private static final long HOLD_CHECK_NANOS = 100_000_000;

	private final String name;

	private final EventLog log;

	private final LongSupplier nanoClock;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Queue<RoomMembers> grownRooms = new ConcurrentLinkedQueue<>();

	private final LoopStreams streams;

	private final FanOut fanOut;

	private final PendingLeaves leaves;

	private final Timeouts timeouts;

	private final Pacer pacer;

	// Mutable state
	private volatile boolean running;

	private volatile boolean stopped;

	private final AtomicBoolean lateTurn = new AtomicBoolean();

	private volatile boolean parked;

	// New events must wait for the next pass, and need not wake the loop
	private volatile boolean pausing;

	// Publishers wait for the next pass
	private volatile boolean spaceAwaited;

	private volatile @Nullable Thread thread;

	private long now;

	EventLoop(String name, EventLog log, EventIds ids, EventEncoder encoder, DeliverySettings settings,
			LongSupplier nanoClock) {
		this.name = name;
		this.log = log;
		this.nanoClock = nanoClock;
		this.now = nanoClock.getAsLong();
		this.streams = new LoopStreams(log, this, new CatchUp(log, ids, encoder));
		this.fanOut = new FanOut(log, this.grownRooms, this.streams);
		this.leaves = new PendingLeaves(this.streams);
		this.timeouts = new Timeouts(this.streams, encoder, settings.writeTimeout(), this.now);
		this.pacer = new Pacer(settings.flushInterval());
		log.addReader(this);
	}

	synchronized void start() {
		this.running = true;
		this.stopped = false;
		Thread thread = new LoopThread(this::run, this.name);
		// Before it runs, since others wake it
		this.thread = thread;
		thread.start();
	}

	// The thread ends with its turn
	void stop() {
		this.running = false;
		LockSupport.unpark(this.thread);
	}

	void awaitStop() throws InterruptedException {
		Thread thread = this.thread;
		if (thread != null) {
			// Not two threads on one loop, should it start again
			thread.join();
			this.thread = null;
		}
		this.stopped = true;
		turnStopped();
	}

	private synchronized void turnStopped() {
		this.lateTurn.set(false);
		while (this.stopped && hasWork()) {
			turnGuarded();
		}
	}

	// A response that comes late must still be ended, or the server would wait for it;
	// not on the calling thread, which may have locks that a turn waits for
	private void turnLate() {
		if (this.lateTurn.compareAndSet(false, true)) {
			new LoopThread(this::turnStopped, this.name).start();
		}
	}

	private void run() {
		while (this.running) {
			turnGuarded();
			park();
		}
	}

	private void turnGuarded() {
		try {
			turn();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Event loop failed in a turn", ex);
		}
	}

	private void park() {
		long now = this.nanoClock.getAsLong();
		long pause = pause(now);
		this.pausing = pause > 0;
		this.parked = true;
		if (this.running && !hasWork(pause)) {
			LockSupport.parkNanos(this, parkNanos(now, pause));
		}
		this.parked = false;
		this.pausing = false;
	}

	private long pause(long now) {
		return (this.spaceAwaited || this.stopped) ? 0 : this.pacer.delay(now);
	}

	// Whether the next turn will do anything
	boolean hasWork() {
		return hasWork(pause(this.nanoClock.getAsLong()));
	}

	private boolean hasWork(long pause) {
		return !this.tasks.isEmpty() || this.streams.hasRunnable() || this.spaceAwaited
				|| (pause <= 0 && isPassNeeded());
	}

	private boolean isPassNeeded() {
		return !this.grownRooms.isEmpty() || !this.leaves.isEmpty() || this.streams.hasAhead();
	}

	private long parkNanos(long now, long pause) {
		long nanos = this.timeouts.next() - now;
		if (this.streams.hasHolds()) {
			nanos = Math.min(nanos, HOLD_CHECK_NANOS);
		}
		return Math.max(1, (pause > 0) ? Math.min(nanos, pause) : nanos);
	}

	// Do all that can be done now.
	void turn() {
		this.now = this.nanoClock.getAsLong();
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
		if (due) {
			passTo(head);
		}
		this.streams.runAll();
		this.leaves.run(this.fanOut.horizon());
		this.streams.settle();
		if (this.now - this.timeouts.next() >= 0) {
			this.timeouts.run(this.fanOut.horizon(), this.now);
			this.log.expire();
		}
	}

	private void passTo(long head) {
		long start = this.nanoClock.getAsLong();
		if (this.fanOut.passTo(head, this.now)) {
			this.pacer.passed(start, this.nanoClock.getAsLong(), !this.grownRooms.isEmpty());
		}
		this.streams.resumeAhead();
	}

	void leaveAfter(long stamp, EventStream stream, String room) {
		this.leaves.add(stamp, stream, room);
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

	@Override
	public void wakeIfGrown() {
		if (!this.pausing && !this.grownRooms.isEmpty()) {
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

	@Override
	public RoomTap createTap(RoomTap.Slot slot) {
		return new RoomMembers(slot, this.grownRooms);
	}

	EventLog log() {
		return this.log;
	}

	LoopStreams streams() {
		return this.streams;
	}

	long horizon() {
		return this.fanOut.horizon();
	}

	// As it is now, unlike that of the turn
	long clock() {
		return this.nanoClock.getAsLong();
	}

	long now() {
		return this.now;
	}

	void runTimeoutsAtLatest(long nanos) {
		this.timeouts.runAtLatest(this.now + nanos);
	}

	/**
	 * The thread of a loop.
	 */
	private static final class LoopThread extends Thread implements ReaderThread {

		LoopThread(Runnable target, String name) {
			super(target, name);
			setDaemon(true);
		}

	}

}
