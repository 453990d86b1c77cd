package io.github.ssehub.redis;

import java.time.Duration;
import java.util.List;

/**
 * Reads the stream, on a connection of its own, and feeds it to the log of this node.
 */
final class RedisTail extends ConnectionThread {

	private static final int MAX_ENTRIES = 512;

	// What one answer of Redis may take in memory, about
	private static final int ANSWER_BYTES = 4 * 1024 * 1024;

	private static final Duration MAX_BLOCK = Duration.ofMillis(500);

	private static final Duration NO_WAIT = Duration.ZERO;

	private static final long STUCK_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long CHECK_NANOS = Duration.ofMillis(100).toNanos();

	private final long readBack;

	private final HistoryReader reader;

	private final JournalPosition position;

	private final Runnable onStuck;

	private final Duration block;

	// Before the publisher of this run
	private final int openingsBefore;

	// Mutable state, of the thread
	private int count = MAX_ENTRIES;

	private long movedAt;

	private int openings;

	/**
	 * Create a new {@link RedisTail} instance.
	 * @param publishTimeout how long publishers wait for Redis
	 * @param readBack about how many bytes of records to begin with
	 * @param connections opens the connection
	 * @param reader takes what is read
	 * @param position how far this node has come
	 * @param onStuck called when Redis does not have what it must have
	 */
	RedisTail(Duration publishTimeout, long readBack, ClusterConnections connections, HistoryReader reader,
			JournalPosition position, Runnable onStuck) {
		super(connections, "sse-redis-tail");
		this.readBack = readBack;
		this.reader = reader;
		this.position = position;
		this.onStuck = onStuck;
		this.openingsBefore = position.openings();
		// Below the time for which an answer is waited for
		Duration half = publishTimeout.dividedBy(2);
		this.block = (half.compareTo(MAX_BLOCK) < 0) ? half : MAX_BLOCK;
	}

	@Override
	void begin(ClusterConnection connection) throws InterruptedException {
		while (!this.position.awaitOpened(this.openingsBefore, CHECK_NANOS)) {
			if (isDropped()) {
				return;
			}
		}
		this.openings = this.position.openings();
		if (!this.position.isReady()) {
			readBack(connection);
		}
		findTrimmed(connection);
		this.movedAt = System.nanoTime();
	}

	// What clients may come back for
	private void readBack(ClusterConnection connection) throws InterruptedException {
		long head = connection.sequence();
		if (this.position.through() == 0) {
			this.reader.startAt(findStart(connection, head));
		}
		this.position.setReadyAt(head);
		while (!this.position.isReady() && !isDropped()) {
			List<StreamEntry> entries = read(connection, NO_WAIT);
			if (entries.isEmpty()) {
				this.reader.lose(head, "Redis does not have what it has given out");
			}
			this.reader.take(entries);
		}
	}

	private long findStart(ClusterConnection connection, long head) {
		long start = head;
		long before = head + 1;
		long bytes = 0;
		while (bytes < this.readBack) {
			List<StreamEntry> entries = connection.readBackwards(before, this.count);
			for (StreamEntry entry : entries) {
				bytes += entry.size();
				if (bytes > this.readBack) {
					return start;
				}
				start = entry.before();
				before = entry.sequence();
			}
			if (entries.isEmpty()) {
				return start;
			}
			adapt(entries);
		}
		return start;
	}

	// Entries that were deleted leave nothing behind
	private void findTrimmed(ClusterConnection connection) throws InterruptedException {
		long head = connection.sequence();
		List<StreamEntry> entries = read(connection, NO_WAIT);
		if (entries.isEmpty() && this.position.through() < head) {
			this.reader.lose(head, "Redis does not have what it has given out");
		}
		this.reader.take(entries);
	}

	@Override
	void turn(ClusterConnection connection) throws InterruptedException {
		if (this.openings != this.position.openings()) {
			// What has happened to the connection of the publisher may have to this one,
			// which is not to find out late
			drop();
			return;
		}
		List<StreamEntry> entries = read(connection, this.block);
		long now = System.nanoTime();
		if (!entries.isEmpty()) {
			this.reader.take(entries);
			this.movedAt = now;
		}
		else if (this.position.lag() == 0) {
			this.movedAt = now;
		}
		else if (now - this.movedAt > STUCK_NANOS) {
			// This connection, or the one that has told of more, leads to a Redis that is
			// none of the cluster's any more
			this.onStuck.run();
			throw new ConnectionLostException("Redis does not send what it has acknowledged", null);
		}
	}

	private List<StreamEntry> read(ClusterConnection connection, Duration block) {
		List<StreamEntry> entries = connection.read(this.position.through(), this.count, block);
		adapt(entries);
		return entries;
	}

	private void adapt(List<StreamEntry> entries) {
		if (!entries.isEmpty()) {
			long size = entries.stream().mapToLong(StreamEntry::size).sum() / entries.size();
			this.count = (int) Math.max(1, Math.min(MAX_ENTRIES, ANSWER_BYTES / size));
		}
	}

}
