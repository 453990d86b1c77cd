package io.github.ssehub.redis;

import java.time.Duration;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;

/**
 * Reads again what is in the stream, on a connection of its own, which is made for the
 * first who asks and again once it has broken. For one thread at a time, but for
 * {@link #close}.
 */
final class RedisPast {

	private static final Log logger = LogFactory.getLog(RedisPast.class);

	// Nobody waits for longer
	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(1);

	private static final int FIRST_COUNT = 64;

	// What one answer of Redis may take in memory, about
	private static final int ANSWER_BYTES = 4 * 1024 * 1024;

	private final Duration timeout;

	private final ClusterConnections connections;

	private final RecordCodec codec;

	private final JournalPosition position;

	private final RedisClock clock;

	// Mutable state
	private volatile @Nullable ClusterConnection connection;

	private int openings;

	private int count = FIRST_COUNT;

	RedisPast(Duration publishTimeout, ClusterConnections connections, RecordCodec codec, JournalPosition position,
			RedisClock clock) {
		this.timeout = (publishTimeout.compareTo(MAX_TIMEOUT) < 0) ? publishTimeout : MAX_TIMEOUT;
		this.connections = connections;
		this.codec = codec;
		this.position = position;
		this.clock = clock;
	}

	boolean read(long after, long upTo, int max, List<SequencedRecord> target) {
		try {
			List<StreamEntry> entries = connection().read(after, Math.min(max, this.count), Duration.ZERO);
			adapt(entries, max);
			return add(entries, after, upTo, target);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	// What has happened to the connection of the publisher may have to this one, which is
	// not to lead to a Redis that is none of the cluster's any more
	private ClusterConnection connection() {
		ClusterConnection current = this.connection;
		if (current != null && current.isOpen() && this.openings == this.position.openings()) {
			return current;
		}
		close();
		this.openings = this.position.openings();
		ClusterConnection opened = this.connections.open(this.timeout);
		this.connection = opened;
		return opened;
	}

	private void adapt(List<StreamEntry> entries, int max) {
		if (!entries.isEmpty()) {
			long size = entries.stream().mapToLong(StreamEntry::size).sum() / entries.size();
			this.count = (int) Math.max(1, Math.min(max, ANSWER_BYTES / size));
		}
	}

	// Where anything is missing or else than it was, a hole too, some of the history may
	// be gone
	private boolean add(List<StreamEntry> entries, long after, long upTo, List<SequencedRecord> target) {
		long last = after;
		for (StreamEntry entry : entries) {
			if (last == upTo) {
				return true;
			}
			LogRecord record = (entry.sequence() == last + 1) ? decode(entry) : null;
			if (record == null) {
				return false;
			}
			target.add(new SequencedRecord(entry.sequence(), this.clock.toNanos(entry.time()), record));
			last = entry.sequence();
		}
		return last > after;
	}

	private @Nullable LogRecord decode(StreamEntry entry) {
		if (entry.content() instanceof StreamEntry.Content.Record content) {
			try {
				return this.codec.decode(content.bytes());
			}
			catch (RecordFormatException ex) {
				logger.debug(LogMessage.format("Record %d of the stream cannot be read", entry.sequence()), ex);
			}
		}
		return null;
	}

	void close() {
		ClusterConnection current = this.connection;
		this.connection = null;
		if (current != null) {
			current.close();
		}
	}

}
