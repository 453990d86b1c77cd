package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sink whose client takes as much as the test says. Fails the test if it is not used as
 * the contract has it.
 */
final class FakeSink implements Sink {

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();

	private final ByteArrayOutputStream flushed = new ByteArrayOutputStream();

	// The sizes of writes and "flush"
	private final List<String> calls = new ArrayList<>();

	// What the last write was given: a container may keep that until it is ready
	private byte[] kept = {};

	private int keptOffset;

	private int keptLength;

	private int remaining = UNLIMITED;

	private boolean flushTakesTime;

	private boolean waiting;

	private @Nullable Exception failure;

	private Runnable onWrite = () -> {
	};

	// Accept so many writes more, then be not ready.
	void limit(int writes) {
		assertThat(isOpen()).as("ready, can only change with a write").isTrue();
		this.remaining = writes;
	}

	// Be not ready after each flush.
	void flushTakesTime() {
		this.flushTakesTime = true;
	}

	// Be ready again. Returns whether the sink has to call back.
	boolean release(int writes) {
		this.unflushed.write(this.kept, this.keptOffset, this.keptLength);
		this.keptLength = 0;
		this.remaining = writes;
		boolean callback = this.waiting;
		this.waiting = false;
		return callback;
	}

	boolean release() {
		this.flushTakesTime = false;
		return release(UNLIMITED);
	}

	void failWith(Exception failure) {
		this.failure = failure;
	}

	void onWrite(Runnable onWrite) {
		this.onWrite = onWrite;
	}

	boolean isOpen() {
		return this.remaining > 0;
	}

	// What the client has got
	String text() {
		return this.flushed.toString(StandardCharsets.UTF_8);
	}

	// What was written, flushed or not
	String written() {
		return text() + this.unflushed.toString(StandardCharsets.UTF_8)
				+ new String(this.kept, this.keptOffset, this.keptLength, StandardCharsets.UTF_8);
	}

	List<String> calls() {
		return this.calls;
	}

	void forget() {
		assertThat(this.unflushed.size() + this.keptLength).isZero();
		this.flushed.reset();
		this.calls.clear();
	}

	@Override
	public boolean isReady() {
		if (!isOpen()) {
			this.waiting = true;
		}
		return isOpen();
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		assertThat(isOpen()).as("ready for a write").isTrue();
		assertThat(length).isBetween(1, MAX_WRITE);
		fail();
		this.onWrite.run();
		this.calls.add(String.valueOf(length));
		if (this.remaining != UNLIMITED) {
			this.remaining--;
		}
		if (isOpen()) {
			this.unflushed.write(bytes, offset, length);
		}
		else {
			this.kept = bytes;
			this.keptOffset = offset;
			this.keptLength = length;
		}
	}

	@Override
	public void flush() throws IOException {
		assertThat(isOpen()).as("ready for a flush").isTrue();
		fail();
		this.flushed.writeBytes(this.unflushed.toByteArray());
		this.unflushed.reset();
		this.calls.add("flush");
		if (this.flushTakesTime) {
			this.remaining = 0;
		}
	}

	private void fail() throws IOException {
		if (this.failure instanceof IOException exception) {
			throw exception;
		}
		if (this.failure instanceof RuntimeException exception) {
			throw exception;
		}
	}

}
