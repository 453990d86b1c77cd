package io.github.ssehub.redis;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;
import io.github.ssehub.redis.StreamEntry.Content;

/**
 * Feeds the entries of the stream to the log of this node, and finds out what is missing:
 * the next entry is the one that follows, or entries are gone; and behind a hole nothing
 * is gone only if this node has come to where the hole begins. Not thread-safe.
 */
final class HistoryReader {

	private static final Log logger = LogFactory.getLog(HistoryReader.class);

	// So that a batch does not overrun the window of the log by much
	private static final int MAX_BATCH_BYTES = 128 * 1024;

	private static final int MAX_BATCH = 256;

	private final LogTarget target;

	private final RecordCodec codec;

	private final PublishQueue queue;

	private final JournalPosition position;

	private final RedisClock clock;

	private final TailWindow window;

	private final String writer;

	// Mutable state
	private final List<SequencedRecord> batch = new ArrayList<>();

	private final List<@Nullable PendingRecord> own = new ArrayList<>();

	private int batchBytes;

	// The last entry of the batch, or the position
	private long last;

	HistoryReader(LogTarget target, RecordCodec codec, PublishQueue queue, JournalPosition position, RedisClock clock,
			TailWindow window, String writer) {
		this.target = target;
		this.codec = codec;
		this.queue = queue;
		this.position = position;
		this.clock = clock;
		this.window = window;
		this.writer = writer;
		this.last = position.through();
	}

	/**
	 * Begin behind a sequence.
	 * @param sequence the sequence
	 */
	void startAt(long sequence) {
		this.target.startAt(sequence);
		this.position.startAt(sequence);
		this.last = sequence;
	}

	/**
	 * Take entries.
	 * @param entries what comes behind the position, oldest first
	 * @throws InterruptedException if the thread is interrupted
	 */
	void take(List<StreamEntry> entries) throws InterruptedException {
		// An exception may have left some, which are read again
		clear();
		this.last = this.position.through();
		for (StreamEntry entry : entries) {
			if (entry.content() instanceof Content.Hole hole) {
				flush();
				takeHole(entry.sequence(), hole);
			}
			else {
				if (entry.sequence() != this.last + 1) {
					flush();
					lose(entry.sequence() - 1, "Redis has trimmed its stream before this node has read it");
				}
				if (entry.content() instanceof Content.Record record) {
					takeRecord(entry, record);
				}
				else {
					flush();
					takeOther(entry);
				}
			}
		}
		flush();
	}

	private void takeRecord(StreamEntry entry, Content.Record content) throws InterruptedException {
		PendingRecord pending = this.writer.equals(content.writer()) ? this.queue.sent(content.number()) : null;
		LogRecord record;
		try {
			record = (pending != null) ? pending.record() : this.codec.decode(content.bytes());
		}
		catch (RecordFormatException ex) {
			flush();
			logger.error(LogMessage.format("Record %d of the stream cannot be read", entry.sequence()), ex);
			lose(entry.sequence(), "A record cannot be read");
			return;
		}
		if (this.batchBytes + entry.size() > MAX_BATCH_BYTES || this.batch.size() >= MAX_BATCH) {
			flush();
		}
		if (this.batch.isEmpty()) {
			this.window.pass(record);
		}
		this.batch.add(new SequencedRecord(entry.sequence(), this.clock.toNanos(entry.time()), record));
		this.own.add(pending);
		this.batchBytes += entry.size();
		this.last = entry.sequence();
	}

	private void flush() {
		if (this.batch.isEmpty()) {
			return;
		}
		try {
			this.target.take(List.copyOf(this.batch));
		}
		catch (RuntimeException ex) {
			// What has become of it is not known: better a gap than nothing
			logger.error("Log does not take records", ex);
			loseQuietly(this.last);
		}
		this.position.taken(this.last);
		for (int i = 0; i < this.batch.size(); i++) {
			PendingRecord pending = this.own.get(i);
			if (pending != null) {
				pending.taken(this.batch.get(i).sequence());
			}
		}
		clear();
		this.position.moveTo(this.last);
	}

	private void clear() {
		this.batch.clear();
		this.own.clear();
		this.batchBytes = 0;
	}

	private void takeHole(long base, Content.Hole hole) {
		settleRolledBack(hole.before(), base);
		if (hole.lost() || hole.before() != this.last) {
			lose(base, (hole.before() < this.last || hole.lost()) ? "Redis has lost what it had acknowledged"
					: "Redis has trimmed its stream before this node has read it");
			return;
		}
		this.position.leave(base);
		this.target.hole(this.last, base);
		this.target.advance(base);
		moveTo(base);
	}

	// Redis had them, and some other node may, too
	private void settleRolledBack(long before, long base) {
		for (PendingRecord pending : this.queue.acknowledged()) {
			if (pending.acknowledged() > before && pending.acknowledged() < base) {
				pending.uncertain("Redis has acknowledged an event and lost it");
			}
		}
	}

	private void takeOther(StreamEntry entry) {
		if (entry.content() instanceof Content.Loss loss && loss.hole() <= this.position.toldThrough()) {
			this.target.advance(entry.sequence());
			moveTo(entry.sequence());
			return;
		}
		lose(entry.sequence(), (entry.content() instanceof Content.Loss) ? "Redis has lost what it had acknowledged"
				: "An entry of the stream cannot be read");
	}

	/**
	 * Tell the log that entries are gone.
	 * @param through the sequence of the last one
	 * @param reason why
	 */
	void lose(long through, String reason) {
		logger.warn(LogMessage.format("%s: clients are told of a gap", reason));
		this.position.leave(through);
		loseQuietly(through);
		moveTo(through);
	}

	private void loseQuietly(long through) {
		this.target.lose(through);
		this.position.lost(through);
		for (PendingRecord pending : this.queue.acknowledged()) {
			if (pending.acknowledged() <= through) {
				pending.gone(pending.acknowledged());
			}
		}
	}

	private void moveTo(long sequence) {
		this.last = sequence;
		this.position.moveTo(sequence);
	}

}
