package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * Writes through the non-blocking API of the container.
 */
final class ServletSink implements Sink, WriteListener {

	private final ServletOutputStream out;

	private final EventStream stream;

	private final Executor callbacks;

	// Mutable state: the container has called back
	private volatile boolean started;

	// Mutable state: the stream has this sink
	private volatile boolean connected;

	// Mutable state: how many callbacks have come, one after the other, and all that has
	// to come before their consequences
	private volatile int grants;

	// How many of them were used up. What the container says before the next one is too
	// early. For the loop alone
	private int used;

	ServletSink(ServletOutputStream out, EventStream stream, Executor callbacks) {
		this.out = out;
		this.stream = stream;
		this.callbacks = callbacks;
	}

	boolean isStarted() {
		return this.started;
	}

	// The container may have called back just before
	void connected() {
		this.connected = true;
		if (this.grants > 0) {
			this.stream.writable();
		}
	}

	@Override
	public boolean isReady() throws IOException {
		int grants = this.grants;
		if (this.used == grants) {
			return false;
		}
		try {
			if (this.out.isReady()) {
				return true;
			}
		}
		catch (IllegalStateException ex) {
			throw over(ex);
		}
		// The container may have called back again by now
		this.used = grants;
		return false;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		try {
			this.out.write(bytes, offset, length);
		}
		catch (IllegalStateException ex) {
			throw over(ex);
		}
	}

	@Override
	public void flush() throws IOException {
		try {
			this.out.flush();
		}
		catch (IllegalStateException ex) {
			throw over(ex);
		}
	}

	private static IOException over(IllegalStateException ex) {
		return new IOException("Response is over", ex);
	}

	@Override
	public void onWritePossible() {
		this.started = true;
		this.callbacks.execute(() -> {
			this.grants++;
			if (this.connected) {
				this.stream.writable();
			}
		});
	}

	@Override
	public void onError(Throwable ex) {
		this.stream.gone(ex);
	}

}
