package io.github.ssehub.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A client on a plain socket, which reads when it is told to.
 */
public final class SseTestClient implements Closeable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Pattern POSITION = Pattern.compile("^event: sse-(open|position)$", Pattern.MULTILINE);

	private final Socket socket;

	private final InputStream in;

	private final int status;

	private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final boolean chunked;

	private long chunkLeft;

	private long bodyRead;

	private boolean firstChunk = true;

	private boolean ended;

	private SseTestClient(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new BufferedInputStream(socket.getInputStream());
		String statusLine = readRawLine();
		this.status = Integer.parseInt(statusLine.split(" ")[1]);
		for (String line = readRawLine(); !line.isEmpty(); line = readRawLine()) {
			int colon = line.indexOf(':');
			this.headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
		}
		this.chunked = "chunked".equalsIgnoreCase(this.headers.get("Transfer-Encoding"));
	}

	public static SseTestClient get(int port, String path, String... headers) throws IOException {
		return request(port, "GET", path, headers);
	}

	public static SseTestClient request(int port, String method, String path, String... headers) throws IOException {
		return read(send(port, 0, method, path, headers));
	}

	public static SseTestClient raw(int port, String request) throws IOException {
		return read(send(port, 0, request));
	}

	private static SseTestClient read(Socket socket) throws IOException {
		try {
			return new SseTestClient(socket);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Open a stream that is never read from.
	 * @param port the port
	 * @param path the path
	 * @param headers the headers of the request
	 * @return the socket, with a small receive buffer
	 * @throws IOException if it cannot be opened
	 */
	public static Socket openStalled(int port, String path, String... headers) throws IOException {
		return send(port, 4096, "GET", path, headers);
	}

	private static Socket send(int port, int receiveBuffer, String method, String path, String... headers)
			throws IOException {
		StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return send(port, receiveBuffer, request.append("\r\n").toString());
	}

	private static Socket send(int port, int receiveBuffer, String request) throws IOException {
		Socket socket = new Socket();
		try {
			if (receiveBuffer > 0) {
				socket.setReceiveBufferSize(receiveBuffer);
			}
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	public int status() {
		return this.status;
	}

	public String header(String name) {
		return this.headers.get(name);
	}

	public Map<String, String> headers() {
		return this.headers;
	}

	public Socket socket() {
		return this.socket;
	}

	/**
	 * Return what is left of the body, without its chunks.
	 * @return the body, which ends or breaks where the connection does
	 */
	public InputStream body() {
		return new InputStream() {

			@Override
			public int read() throws IOException {
				return SseTestClient.this.read();
			}

			// Does not wait for more than there is
			@Override
			public int read(byte[] target, int offset, int length) throws IOException {
				int next = (length > 0) ? read() : 0;
				if (next < 0) {
					return -1;
				}
				target[offset] = (byte) next;
				return Math.min(length, 1);
			}

		};
	}

	/**
	 * Read the next block, without the blank line that ends it.
	 * @return the block, or {@code null} at the end of the stream
	 * @throws IOException if the connection breaks
	 */
	public String readBlock() throws IOException {
		StringBuilder block = new StringBuilder();
		for (String line = readLine(); line != null; line = readLine()) {
			if (line.isEmpty()) {
				return block.toString();
			}
			block.append(line).append('\n');
		}
		return null;
	}

	/**
	 * Read the rest of the stream.
	 * @return the rest, until the end of the response
	 * @throws IOException if the connection breaks
	 */
	public String readRest() throws IOException {
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		for (int b = read(); b >= 0; b = read()) {
			rest.write(b);
		}
		return rest.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Return whether nothing arrives for a while.
	 * @param time how long to wait
	 * @return whether the stream is open and quiet
	 * @throws IOException if the connection breaks
	 */
	public boolean isQuietFor(Duration time) throws IOException {
		this.socket.setSoTimeout((int) time.toMillis());
		try {
			read();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		finally {
			this.socket.setSoTimeout((int) TIMEOUT.toMillis());
		}
	}

	/**
	 * Read the next block that has data and does more than tell a position.
	 * @return the data
	 * @throws IOException if the connection breaks or the stream ends
	 */
	public String readData() throws IOException {
		while (true) {
			String block = readBlock();
			if (block == null) {
				throw new EOFException("Stream has ended");
			}
			if (block.contains("data: ") && !POSITION.matcher(block).find()) {
				return block.lines()
					.filter((line) -> line.startsWith("data: "))
					.map((line) -> line.substring(6))
					.reduce((first, second) -> first + "\n" + second)
					.orElseThrow();
			}
		}
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = read(); b != '\n'; b = read()) {
			if (b < 0) {
				return null;
			}
			line.write(b);
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private int read() throws IOException {
		// Heartbeats keep a stream that does not end from timing out
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedIOException("Test has timed out");
		}
		if (!this.chunked) {
			return isBodyRead() ? -1 : this.in.read();
		}
		if (this.ended) {
			return -1;
		}
		if (this.chunkLeft == 0) {
			// Jetty sends the end of a chunk with the next one
			if (!this.firstChunk) {
				readRawLine();
			}
			this.firstChunk = false;
			this.chunkLeft = Long.parseLong(readRawLine(), 16);
			if (this.chunkLeft == 0) {
				this.ended = true;
				return -1;
			}
		}
		this.chunkLeft--;
		return this.in.read();
	}

	private boolean isBodyRead() {
		return this.status == 204 || (this.headers.containsKey("Content-Length")
				&& this.bodyRead++ >= Long.parseLong(this.headers.get("Content-Length")));
	}

	private String readRawLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("Connection was closed");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Read what comes after the response.
	 * @return everything until the server closes the connection
	 * @throws IOException if the connection breaks
	 */
	public String readAfterResponse() throws IOException {
		return new String(this.in.readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Return whether the server has closed the connection.
	 * @return {@code true} at the end of the connection
	 * @throws IOException if the connection breaks
	 */
	public boolean isConnectionClosed() throws IOException {
		return this.in.read() < 0;
	}

	/**
	 * Close with a reset instead of an orderly end.
	 * @throws IOException if that fails
	 */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
