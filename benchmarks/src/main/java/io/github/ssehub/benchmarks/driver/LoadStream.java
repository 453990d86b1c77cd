package io.github.ssehub.benchmarks.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One event stream of the driver.
 */
final class LoadStream implements Marker.Handler {

	private final SocketChannel channel;

	private final LoadDriver driver;

	private final ResponseDecoder decoder;

	// Mutable state
	private int last = -1;

	private int received;

	private boolean open;

	LoadStream(SocketChannel channel, LoadDriver driver) {
		this.channel = channel;
		this.driver = driver;
		Marker.Reader reader = new Marker.Reader(this);
		this.decoder = new ResponseDecoder(reader::read);
	}

	// Return whether the connection is still there
	boolean read(ByteBuffer buffer) throws IOException {
		int read = this.channel.read(buffer.clear());
		if (read < 0) {
			return false;
		}
		this.decoder.decode(buffer.array(), 0, read);
		if (!this.open && this.decoder.status() != 0) {
			this.open = true;
			if (this.decoder.status() != 200) {
				throw new IOException("The server answered " + this.decoder.status());
			}
			this.driver.opened();
		}
		return true;
	}

	@Override
	public void marker(long time, int number) {
		this.received++;
		boolean inOrder = number > this.last;
		this.last = Math.max(this.last, number);
		this.driver.delivered(time, number, inOrder);
	}

	int received() {
		return this.received;
	}

	long chunks() {
		return this.decoder.chunks();
	}

}
