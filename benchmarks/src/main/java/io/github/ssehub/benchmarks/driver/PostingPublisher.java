package io.github.ssehub.benchmarks.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Publishes through the HTTP address of a server, on a connection of its own.
 */
public final class PostingPublisher implements Consumer<String> {

	private final ResponseDecoder decoder = new ResponseDecoder((bytes, from, to) -> {
	});

	private final byte[] buffer = new byte[8 * 1024];

	private final Socket socket;

	private final String path;

	// Mutable state
	private int answered;

	/**
	 * Create a new {@link PostingPublisher} instance.
	 * @param port the port of the server
	 * @param path where to post
	 */
	public PostingPublisher(int port, String path) {
		this.path = path;
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setTcpNoDelay(true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void accept(String data) {
		String request = "POST " + this.path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
				+ "Content-Length: " + data.length() + "\r\n\r\n" + data;
		try {
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream in = this.socket.getInputStream();
			while (this.decoder.responses() == this.answered) {
				int read = in.read(this.buffer);
				if (read < 0) {
					throw new IOException("The server has closed the connection");
				}
				this.decoder.decode(this.buffer, 0, read);
			}
			this.answered = this.decoder.responses();
			if (this.decoder.status() / 100 != 2) {
				throw new IOException("The server answered " + this.decoder.status() + " to an event");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
