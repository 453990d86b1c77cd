package io.github.ssehub.test.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been received of an answer. Thread-safe: one thread writes, others wait.
 */
final class Received {

	// A test that gets more by mistake fails, and does not fill the memory
	private static final long MAX_SIZE = 64L << 20;

	private static final int SHOWN = 20;

	private final List<SseTestEvent> blocks = new ArrayList<>();

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private final EventStreamParser parser;

	// Mutable state
	private boolean eventStream;

	private long size;

	private State state = State.OPEN;

	private String reason = "";

	Received(SseTestJson json) {
		this.parser = new EventStreamParser(json, this.blocks::add);
	}

	synchronized void start(boolean eventStream) {
		this.eventStream = eventStream;
	}

	/**
	 * Add a part of the body.
	 * @param bytes has the part
	 * @param offset where it starts
	 * @param length its length
	 * @return whether there may be more
	 */
	synchronized boolean add(byte[] bytes, int offset, int length) {
		if (this.state != State.OPEN) {
			return false;
		}
		this.size += length;
		if (this.size > MAX_SIZE) {
			end(State.BROKEN, "more than " + (MAX_SIZE >> 20) + " MB, which are not read");
			return false;
		}
		if (this.eventStream) {
			this.parser.parse(bytes, offset, length);
		}
		else {
			this.body.write(bytes, offset, length);
		}
		notifyAll();
		return true;
	}

	// The first reason is the one that counts
	synchronized void end(State state, String reason) {
		if (this.state == State.OPEN) {
			this.state = state;
			this.reason = reason;
			notifyAll();
		}
	}

	synchronized State state() {
		return this.state;
	}

	synchronized int count() {
		return this.blocks.size();
	}

	synchronized SseTestEvent block(int index) {
		return this.blocks.get(index);
	}

	synchronized List<SseTestEvent> blocks() {
		return List.copyOf(this.blocks);
	}

	synchronized String lastEventId() {
		return this.blocks.isEmpty() ? "" : this.blocks.get(this.blocks.size() - 1).lastEventId();
	}

	synchronized String body() {
		return this.body.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Wait until something changes, which may be anything.
	 * @param seen what has been looked at, a result of {@link #version()}
	 * @param millis how long to wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized void awaitChange(long seen, long millis) throws InterruptedException {
		if (version() == seen && millis > 0) {
			wait(millis);
		}
	}

	synchronized long version() {
		return this.size * 2 + ((this.state != State.OPEN) ? 1 : 0);
	}

	synchronized String describe() {
		StringBuilder text = new StringBuilder(this.state.text);
		if (!this.reason.isEmpty()) {
			text.append(" (").append(this.reason).append(')');
		}
		if (!this.eventStream) {
			return text.append(", no event stream, its body:\n").append(Text.indent(body())).toString();
		}
		int count = this.blocks.size();
		text.append(", ").append(count).append((count == 1) ? " block" : " blocks").append(" received");
		if (count > SHOWN) {
			text.append(", the last ").append(SHOWN).append(" of them");
		}
		text.append((count > 0) ? ":" : "");
		for (int i = Math.max(0, count - SHOWN); i < count; i++) {
			text.append("\n  ").append(i + 1).append(":\n").append(Text.indent(this.blocks.get(i).raw()));
		}
		String unfinished = this.parser.unfinished();
		if (!unfinished.isEmpty()) {
			text.append("\n  and of a block that has not ended:\n").append(Text.indent(unfinished));
		}
		return text.toString();
	}

	enum State {

		/**
		 * More may come.
		 */
		OPEN("open"),

		/**
		 * The server has ended the body.
		 */
		ENDED("ended by the server"),

		/**
		 * The connection has failed.
		 */
		BROKEN("broken"),

		/**
		 * The test has cut or closed the connection.
		 */
		CLOSED("closed by the test");

		private final String text;

		State(String text) {
			this.text = text;
		}

	}

}
