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

	// Mutable state: given by a callback and all that has to come before its
	// consequences, taken by the loop. What the container says in between is too early
	private volatile boolean writable;

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
		if (this.writable) {
			this.stream.writable();
		}
	}

	@Override
	public boolean isReady() throws IOException {
		if (!this.writable) {
			return false;
		}
		// First, since the container may call back at once
		this.writable = false;
		boolean ready;
		try {
			ready = this.out.isReady();
		}
		catch (IllegalStateException ex) {
			throw over(ex);
		}
		if (ready) {
			this.writable = true;
		}
		return ready;
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
			this.writable = true;
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
