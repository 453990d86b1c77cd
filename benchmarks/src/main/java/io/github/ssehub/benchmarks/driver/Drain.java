package io.github.ssehub.benchmarks.driver;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Clients that read all there is and look at nothing, on a thread of their own.
 */
public final class Drain implements Closeable {

	private final Selector selector;

	private final Thread thread = new Thread(this::read, "drain");

	private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

	// Mutable state
	private volatile boolean closed;

	private volatile long bytes;

	/**
	 * Open streams.
	 * @param port the port of the server
	 * @param path the path of each
	 * @param count how many
	 * @throws IOException if they cannot be opened
	 */
	public Drain(int port, String path, int count) throws IOException {
		this.selector = Selector.open();
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		for (int i = 0; i < count; i++) {
			SocketChannel channel = SocketChannel.open(address);
			channel.write(ByteBuffer
				.wrap(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
			channel.configureBlocking(false);
			channel.register(this.selector, SelectionKey.OP_READ);
		}
		this.thread.start();
	}

	private void read() {
		try {
			while (!this.closed) {
				this.selector.select(this::readSome, 100);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			// The server has ended
		}
	}

	private void readSome(SelectionKey key) {
		try {
			int count = ((SocketChannel) key.channel()).read(this.buffer.clear());
			this.bytes += Math.max(0, count);
			if (count < 0) {
				key.cancel();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return how much was read.
	 * @return the number of bytes
	 */
	public long bytes() {
		return this.bytes;
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		for (SelectionKey key : this.selector.keys()) {
			key.channel().close();
		}
		this.selector.close();
	}

}
