package io.github.ssehub.test.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;

/**
 * An answer of HTTP/1.1, read from a socket. For one thread.
 */
final class HttpAnswer {

	private static final int MAX_LINE = 64 * 1024;

	private final InputStream in;

	private final int status;

	private final HttpHeaders headers = new HttpHeaders();

	private final boolean chunked;

	// Mutable state
	private long left;

	private boolean firstChunk = true;

	private boolean ended;

	HttpAnswer(InputStream in, boolean head) throws IOException {
		this.in = in;
		this.status = readStatus();
		for (String line = readLine(); !line.isEmpty(); line = readLine()) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				this.headers.add(line.substring(0, colon), line.substring(colon + 1).trim());
			}
		}
		this.chunked = "chunked".equalsIgnoreCase(this.headers.getFirst(HttpHeaders.TRANSFER_ENCODING));
		long length = this.headers.getContentLength();
		this.left = this.chunked ? 0 : (length >= 0) ? length : Long.MAX_VALUE;
		this.ended = head || this.status == 204 || this.status == 304 || (!this.chunked && this.left == 0);
	}

	private int readStatus() throws IOException {
		String line = readLine();
		String[] parts = line.split(" ", 3);
		if (!line.startsWith("HTTP/1.") || parts.length < 2 || !parts[1].matches("\\d{3}")) {
			throw new IOException("Not an answer of HTTP/1.1: " + line);
		}
		return Integer.parseInt(parts[1]);
	}

	int status() {
		return this.status;
	}

	HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * Read a part of the body.
	 * @param target where to
	 * @param length how much at most
	 * @return the number of bytes, negative at the end of the body
	 * @throws IOException if the connection breaks within the body
	 */
	int read(byte[] target, int length) throws IOException {
		if (!this.ended && this.chunked && this.left == 0) {
			nextChunk();
		}
		if (this.ended) {
			return -1;
		}
		int count = this.in.read(target, 0, (int) Math.min(length, this.left));
		if (count < 0) {
			this.ended = true;
			if (this.left < Long.MAX_VALUE) {
				throw new EOFException("the connection has ended within the body");
			}
			return -1;
		}
		if (this.left < Long.MAX_VALUE) {
			this.left -= count;
			this.ended = !this.chunked && this.left == 0;
		}
		return count;
	}

	private void nextChunk() throws IOException {
		// The end of a chunk may come with the next one
		if (!this.firstChunk) {
			readLine();
		}
		this.firstChunk = false;
		String size = readLine();
		int extension = size.indexOf(';');
		this.left = Long.parseLong(((extension >= 0) ? size.substring(0, extension) : size).trim(), 16);
		this.ended = this.left == 0;
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("the connection has ended without an answer");
			}
			if (line.size() == MAX_LINE) {
				throw new IOException("a line of the answer is too long");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

}
