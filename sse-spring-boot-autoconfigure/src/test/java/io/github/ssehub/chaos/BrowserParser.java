package io.github.ssehub.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * Interprets event streams to the letter of the HTML Living Standard, 9.2.6.
 */
final class BrowserParser {

	private final Reception reception;

	// Mutable state; browsers start with a few seconds
	private long retryMillis = 100;

	// Mutable state of a stream
	private String idBuffer = "";

	private StringBuilder data = new StringBuilder();

	private String eventType = "";

	BrowserParser(Reception reception) {
		this.reception = reception;
	}

	long retryMillis() {
		return this.retryMillis;
	}

	// Returns at the end of the stream, where an incomplete block is discarded
	void parse(InputStream stream) throws IOException {
		this.data = new StringBuilder();
		this.eventType = "";
		this.idBuffer = "";
		Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
		StringBuilder line = new StringBuilder();
		boolean afterReturn = false;
		for (int c = reader.read(); c >= 0; c = reader.read()) {
			if (c == '\r' || (c == '\n' && !afterReturn)) {
				process(line.toString());
				line.setLength(0);
			}
			else if (c != '\n') {
				line.append((char) c);
			}
			afterReturn = c == '\r';
		}
	}

	private void process(String line) {
		if (line.isEmpty()) {
			dispatch();
		}
		else if (!line.startsWith(":")) {
			int colon = line.indexOf(':');
			String value = (colon < 0) ? "" : line.substring(colon + 1);
			processField((colon < 0) ? line : line.substring(0, colon),
					value.startsWith(" ") ? value.substring(1) : value);
		}
	}

	private void processField(String name, String value) {
		switch (name) {
			case "event" -> this.eventType = value;
			case "data" -> this.data.append(value).append('\n');
			case "id" -> this.idBuffer = (value.indexOf('\0') < 0) ? value : this.idBuffer;
			case "retry" -> this.retryMillis = value.matches("[0-9]+") ? Long.parseLong(value) : this.retryMillis;
			default -> {
				// Ignored
			}
		}
	}

	private void dispatch() {
		if (this.data.length() == 0) {
			this.reception.id(this.idBuffer);
		}
		else {
			this.data.setLength(this.data.length() - 1);
			this.reception.event(this.eventType.isEmpty() ? "message" : this.eventType, this.data.toString(),
					this.idBuffer);
		}
		this.data.setLength(0);
		this.eventType = "";
	}

}
