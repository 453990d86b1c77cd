package io.github.ssehub.redis;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.redis.ClusterConnection.Opened;
import io.github.ssehub.redis.ClusterConnection.Writer;

/**
 * Appends what this node publishes to the stream: one flight at a time, each with all
 * that has come meanwhile.
 * <p>
 * When Redis does not answer, nobody knows whether it has what was on its way. Then a new
 * connection begins a new generation, from which on Redis refuses what may still arrive
 * of the older ones. Once the tail of this node has come to the sequence that Redis had
 * at that moment, what it has not seen was not appended, and is sent again.
 */
final class RedisPublisher extends ConnectionThread {

	private static final Log logger = LogFactory.getLog(RedisPublisher.class);

	// After which another one may have what this one is refused
	private static final Pattern TRANSIENT = Pattern
		.compile("\\b(SSEFENCED|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|BUSY|TRYAGAIN|NOSCRIPT|UNBLOCKED)\\b");

	private static final long OPEN_INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();

	private static final long CHECK_NANOS = Duration.ofMillis(100).toNanos();

	// How long replicas are waited for that were too few the last time: others wait for
	// the same connection
	private static final Duration SHORT_PATIENCE = Duration.ofMillis(100);

	private final RedisJournalSettings settings;

	private final PublishQueue queue;

	private final JournalPosition position;

	private final RedisClock clock;

	private final String id;

	// Mutable state, of the thread
	private boolean evictionChecked;

	private long generation;

	private long openedAt;

	// Sent, and perhaps appended
	private List<PendingRecord> inDoubt = List.of();

	private long lossesBefore;

	private boolean replicasMissing;

	// Written by the thread
	private volatile @Nullable Throwable refusal;

	RedisPublisher(RedisJournalSettings settings, ClusterConnections connections, PublishQueue queue,
			JournalPosition position, RedisClock clock, String id) {
		super(connections, "sse-redis-publisher");
		this.settings = settings;
		this.queue = queue;
		this.position = position;
		this.clock = clock;
		this.id = id;
	}

	@Override
	void begin(ClusterConnection connection) throws InterruptedException {
		this.generation++;
		long head = open(connection);
		this.position.opened();
		warnOfEviction(connection);
		if (!this.inDoubt.isEmpty()) {
			settleDoubt(connection, head);
		}
	}

	private long open(ClusterConnection connection) {
		List<Long> left = this.position.left();
		Opened opened = connection.open(writer(), this.position.highest(), left);
		this.position.told(left);
		// It has written
		this.refusal = null;
		this.clock.set(opened.time());
		this.position.know(opened.head());
		this.openedAt = System.nanoTime();
		return opened.head();
	}

	private void warnOfEviction(ClusterConnection connection) {
		if (!this.evictionChecked) {
			this.evictionChecked = true;
			String policy = connection.setting("maxmemory-policy");
			if (policy != null && !policy.equals("noeviction")) {
				logger.warn(LogMessage.format("Redis may drop events that it has acknowledged when its memory is full: "
						+ "'maxmemory-policy' is '%s' and should be 'noeviction'", policy));
			}
		}
	}

	private Writer writer() {
		return new Writer(this.id, this.generation);
	}

	private void settleDoubt(ClusterConnection connection, long head) throws InterruptedException {
		while (!this.position.await(head, CHECK_NANOS)) {
			if (isDropped()) {
				throw new ConnectionLostException("Connection is dropped", null);
			}
		}
		List<PendingRecord> flight = this.inDoubt;
		// What the tail has seen is taken, and stays so
		if (this.position.losses() != this.lossesBefore) {
			// The others may be among what was lost
			flight.forEach((record) -> record.uncertain("Redis has lost what it had"));
		}
		else {
			// Those are older than what this connection has written
			List<PendingRecord> seen = flight.stream().filter(PendingRecord::isSeen).toList();
			if (haveReplicas(connection, seen)) {
				seen.forEach(PendingRecord::replicated);
			}
			this.queue.putBack(flight, trouble());
		}
		this.inDoubt = List.of();
	}

	@Override
	void turn(ClusterConnection connection) throws InterruptedException {
		long untilOpen = this.openedAt + OPEN_INTERVAL_NANOS - System.nanoTime();
		if (untilOpen <= 0 || !this.position.left().isEmpty()) {
			open(connection);
			return;
		}
		List<PendingRecord> flight = this.queue.next(Math.min(untilOpen, CHECK_NANOS));
		if (!connection.isOpen()) {
			this.queue.putBack(flight, null);
			throw new ConnectionLostException("Connection was closed", null);
		}
		if (!flight.isEmpty()) {
			append(connection, flight);
		}
	}

	private void append(ClusterConnection connection, List<PendingRecord> flight) {
		this.lossesBefore = this.position.losses();
		this.inDoubt = flight;
		long first;
		try {
			first = connection.append(writer(), this.position.highest(), this.settings.maxLength(), flight);
		}
		catch (RedisCommandExecutionException ex) {
			this.inDoubt = List.of();
			refused(flight, ex);
			return;
		}
		this.position.know(first + flight.size() - 1);
		if (haveReplicas(connection, flight)) {
			this.refusal = null;
			for (int i = 0; i < flight.size(); i++) {
				flight.get(i).acknowledge(first + i);
			}
		}
		this.inDoubt = List.of();
	}

	// Whether enough of them have the flight. If not, nobody knows what becomes of it
	private boolean haveReplicas(ClusterConnection connection, List<PendingRecord> flight) {
		int wanted = this.settings.waitReplicas();
		if (wanted == 0 || flight.isEmpty()) {
			return true;
		}
		String missing = findMissing(connection, wanted);
		this.replicasMissing = missing != null;
		if (missing == null && this.position.losses() != this.lossesBefore) {
			missing = "Redis has lost what it had";
		}
		if (missing == null) {
			return true;
		}
		String message = missing;
		flight.forEach((record) -> record.uncertain(message));
		return false;
	}

	private @Nullable String findMissing(ClusterConnection connection, int wanted) {
		// Half of the time of the publishers, after which the command fails
		Duration patience = this.settings.publishTimeout().dividedBy(2);
		if (this.replicasMissing && patience.compareTo(SHORT_PATIENCE) > 0) {
			patience = SHORT_PATIENCE;
		}
		try {
			long replicas = connection.awaitReplicas(wanted, patience);
			if (replicas >= wanted) {
				return null;
			}
			this.refusal = new IllegalStateException("Too few replicas of Redis: " + replicas + " of " + wanted);
			return "Of " + wanted + " replicas of Redis, " + replicas + " have an event within " + patience;
		}
		catch (RedisCommandExecutionException ex) {
			this.refusal = ex;
			return "Redis does not tell whether its replicas have an event: " + ex.getMessage();
		}
	}

	private void refused(List<PendingRecord> flight, RedisCommandExecutionException ex) {
		String message = String.valueOf(ex.getMessage());
		if (TRANSIENT.matcher(message).find()) {
			this.queue.putBack(flight, ex);
			throw ex;
		}
		this.refusal = ex;
		flight.forEach((record) -> record.unavailable("Redis refuses an event: " + message, ex));
	}

	@Override
	void drop() {
		super.drop();
		this.queue.wake();
	}

	// What is wrong, or null
	@Nullable Throwable problem() {
		return (this.refusal != null) ? this.refusal : trouble();
	}

}
