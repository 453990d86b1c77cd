package io.github.ssehub.soak;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Random;

import io.github.ssehub.support.TestServer;

/**
 * A client that does one thing after the other, at random.
 */
final class Visitor implements Runnable {

	private final TestServer server;

	private final Random random;

	private final Visits visits = new Visits();

	private volatile boolean stopped;

	private volatile Throwable failure;

	Visitor(TestServer server, int seed) {
		this.server = server;
		this.random = new Random(seed);
	}

	@Override
	public void run() {
		Visit[] all = Visit.values();
		try {
			while (!this.stopped) {
				Visit visit = all[this.random.nextInt(all.length)];
				make(visit);
				this.visits.add(visit);
			}
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
	}

	private void make(Visit visit) throws Throwable {
		try {
			visit.make(this.server, this.random);
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError(visit.name(), ex);
		}
		catch (IOException ex) {
			// Who is behind when a stream ends may be cut off
		}
		catch (Throwable ex) {
			throw new AssertionError(visit.name(), ex);
		}
	}

	void stop() {
		this.stopped = true;
	}

	Visits visits() {
		return this.visits;
	}

	Throwable failure() {
		return this.failure;
	}

}
