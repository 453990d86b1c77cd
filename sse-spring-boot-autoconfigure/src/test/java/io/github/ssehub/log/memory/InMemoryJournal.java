package io.github.ssehub.log.memory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogReader;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;
import io.github.ssehub.log.memory.SharedEntries.Entry;
import io.github.ssehub.log.memory.SharedServer.Connection;
import io.github.ssehub.wire.EventIds;

/**
 * A journal over a {@link SharedServer}: an example of what one does that is shared by
 * nodes. A thread sends what is published and reads what any node has published; what it
 * reads is all that the log gets, and all that publishers rest on. Thread-safe.
 */
final class InMemoryJournal implements LogJournal {

	private static final Duration REACH_TIMEOUT = Duration.ofSeconds(1);

	private static final int MAX_ENTRIES = 256;

	private final SharedServer server;

	private final EventIds ids;

	private final RecordCodec codec;

	private final LongSupplier nanoClock;

	private final Duration publishTimeout;

	private final String writer = UUID.randomUUID().toString();

	private final BlockingQueue<PendingRecord> queue = new LinkedBlockingQueue<>();

	private final Object moved = new Object();

	// Of the thread: sent and not read back, and how many were ever sent
	private final List<PendingRecord> sent = new CopyOnWriteArrayList<>();

	private long numbers;

	// Up to which hole clients were told of what is gone
	private long toldThrough;

	private LogTarget target;

	private Thread thread;

	private volatile boolean stopped = true;

	private volatile boolean ready;

	private volatile boolean up;

	private volatile long position;

	private volatile long losses;

	private volatile long connects;

	InMemoryJournal(SharedServer server, EventIds ids, LongSupplier nanoClock, Duration publishTimeout) {
		this.server = server;
		this.ids = ids;
		this.codec = new RecordCodec(ids);
		this.nanoClock = nanoClock;
		this.publishTimeout = publishTimeout;
	}

	@Override
	public void start(LogTarget target) {
		this.target = target;
		run();
	}

	synchronized void run() {
		if (this.stopped) {
			this.stopped = false;
			this.thread = new Thread(this::connectAgainAndAgain, "in-memory-journal");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	@Override
	public synchronized void stop() {
		this.stopped = true;
		this.thread.interrupt();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public long append(LogRecord record) {
		Assert.state(!(Thread.currentThread() instanceof LogReader.ReaderThread), "A filter must not publish and wait");
		try {
			// Not cut short by an interrupt
			return appendAsync(record).join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	@Override
	public synchronized CompletableFuture<Long> appendAsync(LogRecord record) {
		if (this.stopped) {
			return CompletableFuture.failedFuture(new SseUnavailableException("Publishing has ended", null));
		}
		PendingRecord pending = new PendingRecord(this.codec.encode(record), this.publishTimeout);
		this.queue.add(pending);
		return pending.result;
	}

	private void connectAgainAndAgain() {
		while (!this.stopped) {
			try (Connection connection = this.server.connect()) {
				use(connection);
			}
			catch (IOException ex) {
				pause();
			}
			catch (InterruptedException ex) {
				// Stopped
			}
			this.up = false;
		}
		this.sent.forEach((record) -> record.fail("Publishing has ended"));
		this.sent.clear();
		this.queue.forEach((record) -> record.fail("Publishing has ended"));
		this.queue.clear();
	}

	private void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(10);
		}
		catch (InterruptedException ex) {
			// Stopped
		}
	}

	private void use(Connection connection) throws IOException, InterruptedException {
		long head = connection.call((entries) -> entries.open(this.position), this.publishTimeout);
		// What is gone is found out before anything is sent again
		while (this.position < head) {
			take(read(connection));
		}
		this.ready = true;
		this.up = true;
		this.connects++;
		for (PendingRecord record : List.copyOf(this.sent)) {
			send(connection, record);
		}
		while (!this.stopped) {
			PendingRecord record = this.queue.poll(1, TimeUnit.MILLISECONDS);
			if (record != null && record.send(this.numbers + 1)) {
				this.numbers++;
				this.sent.add(record);
				send(connection, record);
			}
			take(read(connection));
		}
	}

	private void send(Connection connection, PendingRecord record) throws IOException, InterruptedException {
		connection.call((entries) -> entries.append(this.writer, record.number, record.bytes), this.publishTimeout);
	}

	private List<Entry> read(Connection connection) throws IOException, InterruptedException {
		return connection.call((entries) -> entries.read(this.position, MAX_ENTRIES), this.publishTimeout);
	}

	private void take(List<Entry> entries) {
		for (Entry entry : entries) {
			if (entry instanceof Entry.Hole hole) {
				takeHole(hole);
			}
			else {
				if (entry.sequence() != this.position + 1) {
					lose(entry.sequence() - 1);
				}
				if (entry instanceof Entry.Record record) {
					takeRecord(record);
				}
				else if (((Entry.Loss) entry).hole() <= this.toldThrough) {
					this.target.advance(entry.sequence());
				}
				else {
					lose(entry.sequence());
				}
			}
			moveTo(entry.sequence());
		}
	}

	private void takeHole(Entry.Hole hole) {
		if (hole.before() == this.position) {
			this.target.hole(this.position, hole.sequence());
			this.target.advance(hole.sequence());
		}
		else {
			lose(hole.sequence());
		}
	}

	private void takeRecord(Entry.Record entry) {
		try {
			LogRecord record = this.codec.decode(entry.bytes());
			if (!this.target.window().hasSpace(record)) {
				this.target.window().makeSpace(record);
			}
			this.target.take(List.of(new SequencedRecord(entry.sequence(), this.nanoClock.getAsLong(), record)));
		}
		catch (RecordFormatException ex) {
			lose(entry.sequence());
		}
		if (entry.writer().equals(this.writer)) {
			this.sent.removeIf((sent) -> sent.number == entry.number() && sent.result.complete(entry.sequence()));
			// And those that their publishers have given up
			this.sent.removeIf((sent) -> sent.number <= entry.number());
		}
	}

	private void lose(long through) {
		this.losses++;
		this.toldThrough = through;
		this.target.lose(through);
		// They may be among it
		this.sent.forEach((record) -> record.fail("The engine has lost what it had"));
		this.sent.clear();
	}

	private void moveTo(long sequence) {
		synchronized (this.moved) {
			this.position = sequence;
			this.moved.notifyAll();
		}
	}

	@Override
	public boolean isReady() {
		return this.ready;
	}

	@Override
	public Reach reach(String id) {
		long sequence = this.ids.parse(id);
		if (!this.ready) {
			return Reach.LATER;
		}
		if (id.isEmpty() || (sequence >= 0 && sequence <= this.position)) {
			return Reach.HERE;
		}
		try (Connection connection = this.server.connect()) {
			long last = connection.call(SharedEntries::sequence, REACH_TIMEOUT);
			if (last < sequence) {
				return Reach.BEYOND;
			}
			return await((sequence >= 0) ? sequence : last) ? Reach.HERE : Reach.LATER;
		}
		catch (IOException ex) {
			return Reach.LATER;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Reach.LATER;
		}
	}

	private boolean await(long sequence) throws InterruptedException {
		long deadline = System.nanoTime() + REACH_TIMEOUT.toNanos();
		long left = REACH_TIMEOUT.toNanos();
		synchronized (this.moved) {
			while (this.position < sequence && left > 0) {
				TimeUnit.NANOSECONDS.timedWait(this.moved, left);
				left = deadline - System.nanoTime();
			}
		}
		return this.position >= sequence;
	}

	@Override
	public JournalStatus status() {
		return new JournalStatus(this.up, 0, this.queue.size() + this.sent.size(), this.losses,
				Math.max(0, this.connects - 1), null);
	}

}
