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
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

	private final Tally tally = new Tally();

	private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

	// Mutable state
	private int opened;

	private int closed;

	private int closeAfter = Integer.MAX_VALUE;

	private int satisfied;

	private long now;

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
		Run run = new Run();
		long start = run.start;
		long end = start + load.duration().toNanos();
		long lastProgress = start;
		int sent = 0;
		int done = 0;
		while (true) {
			long time = System.nanoTime();
			boolean publishing = time < end;
			if (publishing && this.publisher.isIdle() && load.isDue(sent, done, time - start)) {
				this.publisher.publish(path.apply(sent),
						Marker.data(System.nanoTime(), this.tally.first() + sent, load.size()));
				sent++;
			}
			long before = this.tally.deliveries();
			poll(pollNanos(load, sent, start, time));
			while (done < sent && this.tally.receivers(done) >= members - this.closed) {
				done++;
			}
			if (!publishing && done == sent && this.publisher.isIdle()) {
				break;
			}
			lastProgress = (this.tally.deliveries() > before) ? this.now : lastProgress;
			if (!publishing && System.nanoTime() - Math.max(lastProgress, end) > PATIENCE_NANOS) {
				break;
			}
		}
		this.tally.moveFirst(sent);
		return run.result(sent, (long) sent * members);
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
		Run run = new Run();
		this.closeAfter = events;
		open(count, (stream) -> path, headers);
		while (this.satisfied + this.closed < count && poll(PATIENCE_NANOS)) {
			continue;
		}
		return run.result(0, (long) count * events);
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
		Run run = new Run();
		readWhile(() -> System.nanoTime() - run.start < duration.toNanos());
		return run.result(0, 0);
	}

	/**
	 * Receive what somebody else publishes, until the streams have all of it.
	 * @param published the number of events, once all are published
	 * @return what it came to
	 * @throws IOException if a stream cannot be read
	 */
	public LoadResult receive(CompletableFuture<Integer> published) throws IOException {
		Run run = new Run();
		readWhile(() -> !published.isDone());
		long end = System.nanoTime();
		int events = published.join();
		long expected = (long) events * this.streams.size();
		readWhile(() -> this.tally.deliveries() < expected && System.nanoTime() - end < PATIENCE_NANOS);
		return run.result(events, expected);
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
		this.tally.add(this.now - time, number, inOrder);
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

	/**
	 * What a result is the difference to.
	 */
	private final class Run {

		private final long cpuStart = threadCpu();

		private final long chunksStart = chunks();

		private final long start = System.nanoTime();

		Run() {
			LoadDriver.this.tally.reset();
		}

		LoadResult result(int sent, long expected) {
			Tally tally = LoadDriver.this.tally;
			return new LoadResult(LoadDriver.this.streams.size(), sent, tally.deliveries(), secondsSince(this.start),
					tally.percentile(50), tally.percentile(99), chunks() - this.chunksStart,
					Math.max(0, expected - tally.deliveries()), tally.disordered(), LoadDriver.this.closed,
					(threadCpu() - this.cpuStart) / 1000.0 / Math.max(1, tally.deliveries()));
		}

	}

}
