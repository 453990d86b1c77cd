package io.github.ssehub.benchmarks.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Publishes through the server's own HTTP address, one request at a time on one
 * connection.
 */
final class Publisher {

	private final Selector selector;

	private final InetSocketAddress address;

	private final ResponseDecoder decoder = new ResponseDecoder((bytes, from, to) -> {
	});

	// Mutable state
	private @Nullable SocketChannel channel;

	private byte @Nullable [] pending;

	private int answered;

	Publisher(Selector selector, InetSocketAddress address) {
		this.selector = selector;
		this.address = address;
	}

	boolean isIdle() {
		return this.pending == null;
	}

	void publish(String path, byte[] data) throws IOException {
		byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
				+ data.length + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		byte[] request = new byte[head.length + data.length];
		System.arraycopy(head, 0, request, 0, head.length);
		System.arraycopy(data, 0, request, head.length, data.length);
		this.pending = request;
		send(request);
	}

	private void send(byte[] request) throws IOException {
		SocketChannel channel = this.channel;
		if (channel == null) {
			channel = SocketChannel.open(this.address);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.configureBlocking(false);
			channel.register(this.selector, SelectionKey.OP_READ, this);
			this.channel = channel;
			this.decoder.reset();
		}
		ByteBuffer buffer = ByteBuffer.wrap(request);
		while (buffer.hasRemaining()) {
			if (channel.write(buffer) == 0) {
				Thread.onSpinWait();
			}
		}
	}

	void read(ByteBuffer buffer) throws IOException {
		SocketChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		int read = channel.read(buffer.clear());
		if (read < 0) {
			reconnect(channel);
			return;
		}
		this.decoder.decode(buffer.array(), 0, read);
		if (this.decoder.responses() > this.answered) {
			this.answered = this.decoder.responses();
			this.pending = null;
			if (this.decoder.status() / 100 != 2) {
				throw new IOException("The server answered " + this.decoder.status() + " to an event");
			}
		}
	}

	// Servers close connections that were idle, or that had many requests
	private void reconnect(SocketChannel channel) throws IOException {
		channel.close();
		this.channel = null;
		byte[] pending = this.pending;
		if (pending != null) {
			send(pending);
		}
	}

}
