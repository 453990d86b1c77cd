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

	ServletSink(ServletOutputStream out, EventStream stream) {
		this.out = out;
		this.stream = stream;
	}

	@Override
	public boolean begin(byte[] opening) {
		return false;
	}

	@Override
	public boolean isReady() {
		return this.out.isReady();
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
		this.stream.writable();
	}

	@Override
	public void onError(Throwable ex) {
		this.stream.gone(ex);
	}

}
