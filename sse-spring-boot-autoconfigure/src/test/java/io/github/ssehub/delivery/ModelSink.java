package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A sink that has the judge look at each block, and remembers what its client would come
 * back with, wherever it is cut off.
 */
final class ModelSink implements Sink {

	private final ModelRun run;

	private final ModelJudge judge;

	private final FakeSink sink = new FakeSink();

	// A browser forgets its id with a first block that has none
	private final boolean browser;

	private final List<Mark> marks = new ArrayList<>();

	private final StringBuilder block = new StringBuilder();

	// Mutable state
	private @Nullable Runnable withNextWrite;

	private int count;

	private boolean hasId;

	ModelSink(ModelRun run, ModelJudge judge, boolean browser) {
		this.run = run;
		this.judge = judge;
		this.browser = browser;
	}

	FakeSink sink() {
		return this.sink;
	}

	int count() {
		return this.count;
	}

	// Return what a client has that got so many bytes, or null if that is nothing
	@Nullable Mark markAt(int count) {
		Mark last = null;
		for (Mark mark : this.marks) {
			if (mark.end <= count) {
				last = mark;
			}
		}
		return last;
	}

	// Return the sequence of the last event of which anything was written
	long begun() {
		int number = ModelBlock.begunEvent(this.block.toString());
		return Math.max(this.judge.held(), (number >= 0) ? this.run.history().event(number).sequence : 0);
	}

	void withNextWrite(Runnable withNextWrite) {
		this.withNextWrite = withNextWrite;
	}

	@Override
	public boolean isReady() {
		return this.sink.isReady();
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		Runnable withNextWrite = this.withNextWrite;
		if (withNextWrite != null) {
			this.withNextWrite = null;
			this.run.guarded(withNextWrite);
		}
		this.sink.write(bytes, offset, length);
		this.run.guarded(() -> {
			for (int i = offset; i < offset + length; i++) {
				add((char) bytes[i]);
			}
		});
	}

	private void add(char next) {
		if (this.block.isEmpty()) {
			this.judge.begun();
		}
		this.count++;
		this.block.append(next);
		int length = this.block.length();
		if (next == '\n' && length > 1 && this.block.charAt(length - 2) == '\n') {
			ModelBlock read = ModelBlock.parse(this.block.toString());
			this.block.setLength(0);
			this.judge.block(read);
			this.hasId |= read.id() != null;
			String id = (this.browser && !this.hasId) ? null : this.judge.heldId();
			this.marks.add(new Mark(this.count, id, this.judge.snapshot()));
		}
	}

	@Override
	public void flush() throws IOException {
		this.sink.flush();
	}

	/**
	 * What a client has after a block.
	 */
	record Mark(int end, @Nullable String id, int snapshot) {

	}

}
