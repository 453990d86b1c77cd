package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Writes to a response without non-blocking output, on an executor: one write at a time,
 * and not ready while it is under way.
 */
final class BlockingSink implements Sink {

	private final OutputStream out;

	private final EventStream stream;

	private final Executor executor;

	private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

	// Mutable state, handed over between loop and executor
	private volatile boolean writing;

	private volatile @Nullable IOException failure;

	BlockingSink(OutputStream out, EventStream stream, Executor executor) {
		this.out = out;
		this.stream = stream;
		this.executor = executor;
	}

	/**
	 * Write a first block that no client has to read for, on a thread of the container.
	 * @param opening the block
	 * @return whether the block was written
	 */
	boolean begin(byte[] opening) {
		if (opening.length > MAX_WRITE) {
			return false;
		}
		try {
			this.out.write(opening);
			this.out.flush();
		}
		catch (IOException | RuntimeException | Error ex) {
			// Thrown at the next write, by when the stream can end its exchange
			this.failure = asIOException(ex);
		}
		return true;
	}

	@Override
	public boolean isReady() {
		return !this.writing;
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		IOException failure = this.failure;
		if (failure != null) {
			throw failure;
		}
		this.buffer.write(bytes, offset, length);
	}

	@Override
	public void flush() throws IOException {
		byte[] bytes = this.buffer.toByteArray();
		this.buffer.reset();
		this.writing = true;
		try {
			this.executor.execute(() -> send(bytes));
		}
		catch (RejectedExecutionException ex) {
			throw new IOException("No thread for a blocking write", ex);
		}
	}

	private void send(byte[] bytes) {
		try {
			this.out.write(bytes);
			this.out.flush();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.failure = asIOException(ex);
			this.stream.gone(ex);
		}
		finally {
			this.writing = false;
			this.stream.writable();
		}
	}

	private static IOException asIOException(Throwable ex) {
		return (ex instanceof IOException cause) ? cause : new IOException(ex);
	}

}
