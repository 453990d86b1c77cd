package io.github.ssehub.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

	private final EventLog log;

	private final LongSupplier nanoClock;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Queue<RoomMembers> grownRooms = new ConcurrentLinkedQueue<>();

	private final LoopStreams streams;

	private final FanOut fanOut;

	private final Timeouts timeouts;

	// Mutable state
	private volatile boolean running;

	private volatile boolean parked;

	private volatile @Nullable Thread thread;

	private long now;

	EventLoop(EventLog log, EventIds ids, EventEncoder encoder, DeliverySettings settings, LongSupplier nanoClock) {
		this.log = log;
		this.nanoClock = nanoClock;
		this.now = nanoClock.getAsLong();
		this.streams = new LoopStreams(log, this, new CatchUp(log, ids));
		this.fanOut = new FanOut(log, this.grownRooms, this.streams);
		this.timeouts = new Timeouts(this.streams, encoder, settings.writeTimeout(), this.now);
		log.addReader(this);
	}

	void start(String name) {
		this.running = true;
		Thread thread = new LoopThread(this::run, name);
		thread.setDaemon(true);
		this.thread = thread;
		thread.start();
	}

	void stop() throws InterruptedException {
		this.running = false;
		Thread thread = this.thread;
		this.thread = null;
		if (thread != null) {
			LockSupport.unpark(thread);
			// Not two threads on one loop, should it start again
			thread.join();
		}
	}

	private void run() {
		while (this.running) {
			try {
				turn();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Event loop failed in a turn", ex);
			}
			this.parked = true;
			if (this.running && !hasWork()) {
				LockSupport.parkNanos(this, parkNanos());
			}
			this.parked = false;
		}
	}

	private boolean hasWork() {
		return !this.tasks.isEmpty() || !this.grownRooms.isEmpty() || this.streams.hasRunnable();
	}

	private long parkNanos() {
		long nanos = this.timeouts.next() - this.nanoClock.getAsLong();
		return Math.max(1, this.streams.hasHolds() ? Math.min(nanos, HOLD_CHECK_NANOS) : nanos);
	}

	// Do all that can be done now.
	void turn() {
		this.now = this.nanoClock.getAsLong();
		// First the head, then the tasks: whoever joined before the head is a member by
		// then
		long head = this.log.head();
		Runnable task;
		while ((task = this.tasks.poll()) != null) {
			task.run();
		}
		this.fanOut.passTo(head, this.now);
		this.streams.runAll();
		this.streams.settle();
		if (this.now - this.timeouts.next() >= 0) {
			this.timeouts.run(this.fanOut.horizon(), this.now);
			this.log.expire();
		}
	}

	// Run a task on the loop. Called by any thread.
	void execute(Runnable task) {
		this.tasks.add(task);
		wake();
	}

	@Override
	public void wakeIfGrown() {
		if (!this.grownRooms.isEmpty()) {
			wake();
		}
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
		}

	}

}
