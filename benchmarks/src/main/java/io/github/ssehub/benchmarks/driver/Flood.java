package io.github.ssehub.benchmarks.driver;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Requests from one other address of this machine that are answered at once, so many a
 * second, over connections that are kept. Each connection has a thread of its own.
 */
public final class Flood implements Closeable {

	private static final String ADDRESS = "127.0.0.2";

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int CONNECTIONS = 8;

	// Together in one packet
	private static final int REQUESTS_AT_ONCE = 5;

	private final InetSocketAddress server;

	private final byte[] requests;

	private final byte[] answer;

	private final long pauseNanos;

	private final List<Thread> threads = new ArrayList<>();

	private final LongAdder answered = new LongAdder();

	private final long start = System.nanoTime();

	// Mutable state
	private volatile boolean stopped;

	private volatile @Nullable IOException failure;

	private Flood(int port, String path, int status, int rate) {
		this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.requests = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
			.repeat(REQUESTS_AT_ONCE)
			.getBytes(StandardCharsets.US_ASCII);
		this.answer = ("HTTP/1.1 " + status).getBytes(StandardCharsets.US_ASCII);
		this.pauseNanos = Duration.ofSeconds(1).toNanos() * CONNECTIONS * REQUESTS_AT_ONCE / rate;
	}

	/**
	 * Begin.
	 * @param port the port of the server
	 * @param path what to ask for
	 * @param status the status that each answer is to have
	 * @param rate how many requests a second
	 * @return the flood, which goes on until it is closed
	 */
	public static Flood start(int port, String path, int status, int rate) {
		Flood flood = new Flood(port, path, status, rate);
		for (int i = 0; i < CONNECTIONS; i++) {
			Thread thread = new Thread(flood::run, "flood-" + i);
			thread.setDaemon(true);
			flood.threads.add(thread);
			thread.start();
		}
		return flood;
	}

	/**
	 * Open a connection from the address of floods.
	 * @param port the port of the server
	 * @return the connection
	 * @throws IOException if it cannot be opened
	 */
	public static Socket connect(int port) throws IOException {
		return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private static Socket connect(InetSocketAddress server) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			// A server that hangs must not hang what waits for the threads
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			socket.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0));
			socket.connect(server);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private void run() {
		try (Socket socket = connect(this.server)) {
			byte[] buffer = new byte[64 * 1024];
			long next = System.nanoTime();
			while (!this.stopped) {
				socket.getOutputStream().write(this.requests);
				readAnswers(socket.getInputStream(), buffer);
				this.answered.add(REQUESTS_AT_ONCE);
				next += this.pauseNanos;
				LockSupport.parkNanos(next - System.nanoTime());
			}
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

	// No body of ours has such a line
	private void readAnswers(InputStream in, byte[] buffer) throws IOException {
		int length = 0;
		while (count(buffer, length) < REQUESTS_AT_ONCE || !endsMessage(buffer, length)) {
			int read = in.read(buffer, length, buffer.length - length);
			if (read <= 0) {
				throw new EOFException(new String(buffer, 0, length, StandardCharsets.UTF_8));
			}
			length += read;
		}
	}

	private int count(byte[] buffer, int length) {
		int count = 0;
		for (int i = 0; i <= length - this.answer.length; i++) {
			if (Arrays.equals(buffer, i, i + this.answer.length, this.answer, 0, this.answer.length)) {
				count++;
			}
		}
		return count;
	}

	// Of JSON, or of chunks
	private static boolean endsMessage(byte[] buffer, int length) {
		return buffer[length - 1] == '}' || buffer[length - 1] == '\n';
	}

	/**
	 * Return how fast it was.
	 * @return answers a second until now
	 */
	public double rate() {
		return this.answered.sum() * 1e9 / (System.nanoTime() - this.start);
	}

	/**
	 * Stop.
	 * @throws UncheckedIOException if a connection was closed, or an answer was another
	 */
	@Override
	public void close() {
		this.stopped = true;
		for (Thread thread : this.threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
		IOException failure = this.failure;
		if (failure != null) {
			throw new UncheckedIOException(failure);
		}
	}

}
