package io.github.ssehub.delivery;

import java.io.IOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * Writes through the non-blocking API of the container.
 */
final class ServletSink implements Sink, WriteListener {

	private final ServletOutputStream out;

	private final EventStream stream;

	// Mutable state: the container has called back
	private volatile boolean started;

	// Mutable state: the stream has this sink
	private volatile boolean connected;

	ServletSink(ServletOutputStream out, EventStream stream) {
		this.out = out;
		this.stream = stream;
	}

	boolean isStarted() {
		return this.started;
	}

	// The container may have called back just before
	void connected() {
		this.connected = true;
		if (this.started) {
			this.stream.writable();
		}
	}

	@Override
	public boolean isReady() {
		return this.started && this.out.isReady();
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.out.write(bytes, offset, length);
	}

	@Override
	public void flush() throws IOException {
		this.out.flush();
	}

	@Override
	public void onWritePossible() {
		this.started = true;
		if (this.connected) {
			this.stream.writable();
		}
	}

	@Override
	public void onError(Throwable ex) {
		this.stream.gone(ex);
	}

}
