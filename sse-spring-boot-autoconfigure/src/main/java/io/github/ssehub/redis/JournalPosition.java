package io.github.ssehub.redis;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * How far this node has come, and how far it knows that there is more. Thread-safe.
 */
final class JournalPosition {

	// As many holes as Redis remembers
	private static final int MAX_LEFT = 64;

	// Guarded by this
	private final NavigableSet<Long> left = new TreeSet<>();

	private volatile long through;

	private volatile long known;

	private volatile long losses;

	private volatile long toldThrough;

	private volatile int openings;

	private volatile boolean ready;

	private volatile long readyAt = Long.MAX_VALUE;

	/**
	 * Return through which sequence the log of this node has taken everything.
	 * @return the sequence, zero at first
	 */
	long through() {
		return this.through;
	}

	synchronized void moveTo(long sequence) {
		this.through = sequence;
		taken(sequence);
		notifyAll();
	}

	/**
	 * Return a sequence that Redis has given out.
	 * @return the highest that is known
	 */
	long known() {
		return this.known;
	}

	synchronized void know(long sequence) {
		this.known = Math.max(this.known, sequence);
	}

	// What is known to have been given out, whether or not this node has it: what a Redis
	// that knows less has lost
	long highest() {
		return Math.max(this.through, this.known);
	}

	/**
	 * Remember what was known to have been given out before the history goes on at a
	 * later sequence: where this is in a hole of it, all nodes are to be told.
	 * @param next the later sequence
	 */
	synchronized void leave(long next) {
		long highest = (this.known < next) ? highest() : this.through;
		if (highest > 0 && highest + 1 < next) {
			this.left.add(highest);
			if (this.left.size() > MAX_LEFT) {
				this.left.pollFirst();
			}
		}
	}

	// What Redis has yet to be told
	synchronized List<Long> left() {
		return List.copyOf(this.left);
	}

	synchronized void told(List<Long> left) {
		this.left.removeAll(left);
	}

	long lag() {
		return Math.max(0, this.known - this.through);
	}

	long losses() {
		return this.losses;
	}

	/**
	 * Take note that clients are told of all that is gone.
	 * @param through up to which sequence
	 */
	synchronized void lost(long through) {
		this.losses++;
		this.toldThrough = through;
	}

	/**
	 * Begin behind a sequence, of which no client has anything.
	 * @param sequence the sequence
	 */
	synchronized void startAt(long sequence) {
		this.toldThrough = sequence;
		moveTo(sequence);
	}

	// Clients were told of all that is gone up to here
	long toldThrough() {
		return this.toldThrough;
	}

	// How many connections have told Redis what this node has
	int openings() {
		return this.openings;
	}

	synchronized void opened() {
		this.openings++;
		notifyAll();
	}

	boolean isReady() {
		return this.ready;
	}

	// Streams may start once the log has come to a sequence
	synchronized void setReadyAt(long sequence) {
		this.readyAt = sequence;
		taken(this.through);
	}

	// The log has come to a sequence, of which publishers have yet to hear
	synchronized void taken(long sequence) {
		if (!this.ready && sequence >= this.readyAt) {
			this.ready = true;
			notifyAll();
		}
	}

	synchronized boolean awaitReady(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		long left = nanos;
		while (!this.ready && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = deadline - System.nanoTime();
		}
		return this.ready;
	}

	synchronized boolean awaitOpened(int before, long nanos) throws InterruptedException {
		if (this.openings == before) {
			TimeUnit.NANOSECONDS.timedWait(this, nanos);
		}
		return this.openings != before;
	}

	/**
	 * Wait until this node has come to a sequence.
	 * @param sequence the sequence
	 * @param nanos how long to wait
	 * @return whether it has
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized boolean await(long sequence, long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		long left = nanos;
		while (this.through < sequence && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = deadline - System.nanoTime();
		}
		return this.through >= sequence;
	}

}
