package io.github.ssehub.benchmarks.driver;

import java.util.Locale;

/**
 * Decodes HTTP/1.1 responses, one after the other, from bytes as they come. Bytes of a
 * chunk count at once: Jetty sends the end of a chunk together with the next one.
 */
final class ResponseDecoder {

	private static final String HEADER_END = "\r\n\r\n";

	private final BodyHandler handler;

	private final StringBuilder head = new StringBuilder();

	// Mutable state
	private State state = State.HEAD;

	private int status;

	private boolean chunked;

	private long left;

	private long chunks;

	private int responses;

	ResponseDecoder(BodyHandler handler) {
		this.handler = handler;
	}

	// The status of the latest response whose head is complete, or 0
	int status() {
		return this.status;
	}

	// How many responses have ended
	int responses() {
		return this.responses;
	}

	// How many chunks have begun, each a write of the server
	long chunks() {
		return this.chunks;
	}

	void decode(byte[] bytes, int from, int to) {
		int position = from;
		while (position < to) {
			position = switch (this.state) {
				case HEAD -> head(bytes, position);
				case SIZE -> size(bytes, position);
				case CHUNK -> chunk(bytes, position, to);
				case CHUNK_END -> chunkEnd(bytes, position);
				case TRAILER -> trailer(bytes, position);
				case BODY -> body(bytes, position, to);
			};
		}
	}

	private int head(byte[] bytes, int position) {
		this.head.append((char) (bytes[position] & 0xff));
		int length = this.head.length();
		if (bytes[position] == '\n' && length >= 4
				&& HEADER_END.contentEquals(this.head.subSequence(length - 4, length))) {
			begin(this.head.toString());
			this.head.setLength(0);
		}
		return position + 1;
	}

	private void begin(String head) {
		this.status = Integer.parseInt(head.substring(9, 12));
		String fields = head.toLowerCase(Locale.ROOT);
		this.chunked = fields.contains("\r\ntransfer-encoding: chunked");
		int length = fields.indexOf("\r\ncontent-length:");
		if (this.chunked) {
			this.state = State.SIZE;
			this.left = 0;
		}
		else if (length >= 0) {
			int valueStart = fields.indexOf(':', length) + 1;
			this.left = Long.parseLong(fields.substring(valueStart, fields.indexOf('\r', valueStart)).trim());
			this.state = State.BODY;
			endIfComplete();
		}
		else {
			// To the end of the connection, unless it can have no body
			this.left = (this.status == 204) ? 0 : Long.MAX_VALUE;
			this.state = State.BODY;
			endIfComplete();
		}
	}

	private int size(byte[] bytes, int position) {
		byte digit = bytes[position];
		if (digit == '\n') {
			this.state = (this.left > 0) ? State.CHUNK : State.TRAILER;
			this.chunks++;
		}
		else if (digit != '\r') {
			this.left = this.left * 16 + Character.digit(digit, 16);
		}
		return position + 1;
	}

	private int chunk(byte[] bytes, int position, int to) {
		int end = (int) Math.min(to, position + this.left);
		this.handler.body(bytes, position, end);
		this.left -= end - position;
		if (this.left == 0) {
			this.state = State.CHUNK_END;
		}
		return end;
	}

	private int chunkEnd(byte[] bytes, int position) {
		if (bytes[position] == '\n') {
			this.state = State.SIZE;
		}
		return position + 1;
	}

	private int trailer(byte[] bytes, int position) {
		if (bytes[position] == '\n') {
			end();
		}
		return position + 1;
	}

	private int body(byte[] bytes, int position, int to) {
		int end = (int) Math.min(to, position + Math.min(this.left, Integer.MAX_VALUE));
		this.handler.body(bytes, position, end);
		if (this.left != Long.MAX_VALUE) {
			this.left -= end - position;
		}
		endIfComplete();
		return end;
	}

	private void endIfComplete() {
		if (this.left == 0) {
			end();
		}
	}

	private void end() {
		this.responses++;
		this.state = State.HEAD;
	}

	void reset() {
		this.state = State.HEAD;
		this.head.setLength(0);
	}

	/**
	 * Takes the body as it comes.
	 */
	interface BodyHandler {

		void body(byte[] bytes, int from, int to);

	}

	private enum State {

		HEAD, SIZE, CHUNK, CHUNK_END, TRAILER, BODY

	}

}
