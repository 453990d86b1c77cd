package io.github.ssehub.test.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Parses an event stream as the HTML Living Standard, 9.2.6, has it, however its bytes
 * are cut into pieces. Not thread-safe.
 */
final class EventStreamParser {

	private final SseTestJson json;

	private final Consumer<SseTestEvent> target;

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private SseTestEvent.Builder block;

	// Mutable state
	private boolean started;

	private boolean afterReturn;

	private String lastEventId = "";

	EventStreamParser(SseTestJson json, Consumer<SseTestEvent> target) {
		this.json = json;
		this.target = target;
		this.block = new SseTestEvent.Builder();
	}

	void parse(byte[] bytes, int offset, int length) {
		for (int i = offset; i < offset + length; i++) {
			// CRLF is one end of a line, also where the stream is cut in between
			if (bytes[i] == '\n' && this.afterReturn) {
				this.afterReturn = false;
				continue;
			}
			this.afterReturn = bytes[i] == '\r';
			if (bytes[i] == '\n' || this.afterReturn) {
				endLine();
			}
			else {
				this.line.write(bytes[i]);
			}
		}
	}

	private void endLine() {
		String text = this.line.toString(StandardCharsets.UTF_8);
		this.line.reset();
		if (!this.started && text.startsWith("\uFEFF")) {
			text = text.substring(1);
		}
		this.started = true;
		if (text.isEmpty()) {
			endBlock();
			return;
		}
		this.block.line(text);
		int colon = text.indexOf(':');
		if (colon < 0) {
			field(text, "");
			return;
		}
		String value = text.substring(colon + 1);
		field(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
	}

	private void field(String name, String value) {
		switch (name) {
			case "" -> this.block.comment(value);
			case "event" -> this.block.name(value);
			case "data" -> this.block.data(value);
			case "id" -> id(value);
			case "retry" -> retry(value);
			default -> {
				// Ignored, as the standard says
			}
		}
	}

	private void id(String value) {
		if (value.indexOf('\0') < 0) {
			this.lastEventId = value;
			this.block.id(value);
		}
	}

	private void retry(String value) {
		if (!value.isEmpty() && value.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			this.block.retry(value);
		}
	}

	private void endBlock() {
		if (!this.block.isEmpty()) {
			SseTestEvent event = this.block.build(this.lastEventId, this.json);
			this.block = new SseTestEvent.Builder();
			this.target.accept(event);
		}
	}

	/**
	 * Return what belongs to a block that has not ended.
	 * @return the lines so far
	 */
	String unfinished() {
		return this.block.raw() + this.line.toString(StandardCharsets.UTF_8);
	}

}
