package io.github.ssehub.benchmarks.driver;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Opens event streams to a server on this machine, publishes through the server's own
 * HTTP address, and measures what arrives. All on the calling thread.
 */
public final class LoadDriver implements Closeable {

	// More would overflow the accept queues of some servers, and measure the kernel
	private static final int CONNECTS_AT_ONCE = 40;

	private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

	private final InetSocketAddress address;

	private final Selector selector;

	private final Publisher publisher;

	private final List<LoadStream> streams = new ArrayList<>();

	private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

	// Mutable state
	private int opened;

	private int closed;

	private int closeAfter = Integer.MAX_VALUE;

	private int satisfied;

	private long now;

	private long deliveries;

	private long disordered;

	// The number of the first event of a run
	private int first;

	private int[] receivers = new int[1024];

	private Latencies latencies = new Latencies();

	/**
	 * Create a new {@link LoadDriver} instance.
	 * @param port the port of the server
	 * @throws IOException if there is no selector
	 */
	public LoadDriver(int port) throws IOException {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.selector = Selector.open();
		this.publisher = new Publisher(this.selector, this.address);
	}

	/**
	 * Open streams, and wait for their response.
	 * @param count how many
	 * @param path the path of each
	 * @param headers lines that each request has besides, each with its line end
	 * @return streams per second
	 * @throws IOException if the server does not answer, or not with 200
	 */
	public double open(int count, IntFunction<String> path, String headers) throws IOException {
		long start = System.nanoTime();
		int target = this.opened + count;
		int asked = this.opened;
		while (this.opened < target) {
			while (asked < target && asked - this.opened < CONNECTS_AT_ONCE) {
				ask(path.apply(asked), headers);
				asked++;
			}
			if (!poll(PATIENCE_NANOS)) {
				throw new IOException("The server does not answer; " + this.opened + " streams are open");
			}
		}
		return count / secondsSince(start);
	}

	private void ask(String path, String headers) throws IOException {
		SocketChannel channel = SocketChannel.open(this.address);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers
				+ "\r\n";
		channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
		channel.configureBlocking(false);
		LoadStream stream = new LoadStream(channel, this);
		this.streams.add(stream);
		channel.register(this.selector, SelectionKey.OP_READ, stream);
	}

	/**
	 * Publish, and wait until the streams have received everything.
	 * @param load what to publish
	 * @param path where to publish each event
	 * @param members how many streams an event goes to
	 * @return what it came to
	 * @throws IOException if the server does not answer, or not with success
	 */
	public LoadResult run(Load load, IntFunction<String> path, int members) throws IOException {
		reset();
		long cpuStart = threadCpu();
		long chunksStart = chunks();
		long start = System.nanoTime();
		long end = start + load.duration().toNanos();
		long lastProgress = start;
		int sent = 0;
		int done = 0;
		while (true) {
			long time = System.nanoTime();
			boolean publishing = time < end;
			if (publishing && this.publisher.isIdle() && load.isDue(sent, done, time - start)) {
				this.publisher.publish(path.apply(sent),
						Marker.data(System.nanoTime(), this.first + sent, load.size()));
				sent++;
			}
			long before = this.deliveries;
			poll(pollNanos(load, sent, start, time));
			while (done < sent && receivers(done) >= members - this.closed) {
				done++;
			}
			if (!publishing && done == sent && this.publisher.isIdle()) {
				break;
			}
			lastProgress = (this.deliveries > before) ? this.now : lastProgress;
			if (!publishing && System.nanoTime() - Math.max(lastProgress, end) > PATIENCE_NANOS) {
				break;
			}
		}
		this.first += sent;
		return result(sent, (long) sent * members, start, cpuStart, chunksStart);
	}

	private LoadResult result(int sent, long expected, long start, long cpuStart, long chunksStart) {
		return new LoadResult(this.streams.size(), sent, this.deliveries, secondsSince(start),
				this.latencies.percentile(50), this.latencies.percentile(99), chunks() - chunksStart,
				Math.max(0, expected - this.deliveries), this.disordered, this.closed,
				(threadCpu() - cpuStart) / 1000.0 / Math.max(1, this.deliveries));
	}

	private long pollNanos(Load load, int sent, long start, long time) {
		if (load.rate() == 0 || !this.publisher.isIdle()) {
			return Duration.ofMillis(100).toNanos();
		}
		return start + load.dueNanos(sent) - time;
	}

	/**
	 * Open streams, and close each once it has received a number of events.
	 * @param count how many streams
	 * @param path the path of each
	 * @param headers lines that each request has besides, each with its line end
	 * @param events how many events each is to receive
	 * @return what it came to
	 * @throws IOException if the server does not answer, or not with 200
	 */
	public LoadResult replay(int count, String path, String headers, int events) throws IOException {
		long start = System.nanoTime();
		long cpuStart = threadCpu();
		this.closeAfter = events;
		open(count, (stream) -> path, headers);
		while (this.satisfied + this.closed < count && poll(PATIENCE_NANOS)) {
			continue;
		}
		return result(0, (long) count * events, start, cpuStart, 0);
	}

	/**
	 * Read what comes, without publishing, for as long as something else goes on.
	 * @param busy whether it does
	 * @throws IOException if a stream cannot be read
	 */
	public void readWhile(BooleanSupplier busy) throws IOException {
		while (busy.getAsBoolean()) {
			poll(Duration.ofMillis(20).toNanos());
		}
	}

	/**
	 * Receive what the server sends by itself.
	 * @param duration for how long
	 * @return what it came to
	 * @throws IOException if a stream cannot be read
	 */
	public LoadResult listen(Duration duration) throws IOException {
		reset();
		long cpuStart = threadCpu();
		long chunksStart = chunks();
		long start = System.nanoTime();
		readWhile(() -> System.nanoTime() - start < duration.toNanos());
		return result(0, 0, start, cpuStart, chunksStart);
	}

	private void reset() {
		this.deliveries = 0;
		this.disordered = 0;
		this.latencies = new Latencies();
		Arrays.fill(this.receivers, 0);
	}

	private boolean poll(long nanos) throws IOException {
		try {
			return (nanos < 1_000_000) ? this.selector.selectNow(this::read) > 0
					: this.selector.select(this::read, nanos / 1_000_000) > 0;
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private void read(SelectionKey key) {
		this.now = System.nanoTime();
		try {
			if (key.attachment() instanceof LoadStream stream) {
				if (!stream.read(this.buffer)) {
					this.closed++;
					key.channel().close();
				}
				else if (stream.received() >= this.closeAfter) {
					this.satisfied++;
					key.channel().close();
				}
			}
			else if (key.attachment() instanceof Publisher answered) {
				answered.read(this.buffer);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void opened() {
		this.opened++;
	}

	void delivered(long time, int number, boolean inOrder) {
		this.deliveries++;
		this.latencies.add(this.now - time);
		if (!inOrder) {
			this.disordered++;
		}
		int index = number - this.first;
		if (index >= this.receivers.length) {
			this.receivers = Arrays.copyOf(this.receivers, Math.max(index + 1, this.receivers.length * 2));
		}
		// An event of an earlier run may still come
		if (index >= 0) {
			this.receivers[index]++;
		}
	}

	private int receivers(int number) {
		return (number < this.receivers.length) ? this.receivers[number] : 0;
	}

	private long chunks() {
		return this.streams.stream().mapToLong(LoadStream::chunks).sum();
	}

	private static double secondsSince(long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	private static long threadCpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	/**
	 * Close all connections.
	 */
	@Override
	public void close() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			key.channel().close();
		}
		this.selector.close();
	}

}
