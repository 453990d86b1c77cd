package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.redis.ClusterConnection.Writer;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What is read again of a stream, in a cluster of its own each.
 */
class RedisPastTests {

	private static RedisServer redis;

	private final String cluster = TestRedis.newCluster();

	private final RecordCodec codec = new RecordCodec(new EventIds("e"));

	private final JournalPosition position = new JournalPosition();

	private final Writer writer = new Writer("me", 1);

	private final List<SequencedRecord> target = new ArrayList<>();

	private ClusterConnections connections;

	private ClusterConnection connection;

	private RedisPast past;

	private long head;

	private int looks;

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stopRedis() {
		if (redis != null) {
			redis.close();
		}
	}

	@BeforeEach
	void connect() {
		this.connections = TestRedis.connections(redis, this.cluster);
		this.connection = this.connections.open();
		this.past = new RedisPast(Duration.ofSeconds(10), this.connections, this.codec, this.position,
				new RedisClock(System::nanoTime));
		this.head = this.connection.open(this.writer, 0, List.of()).head();
	}

	@AfterEach
	void disconnect() {
		this.past.close();
		this.connection.close();
		this.connections.close();
	}

	@Test
	void shouldReadRecordsUpToASequence() {
		append(5);
		assertThat(read(this.head, this.head + 3, 10)).isTrue();
		assertThat(sequences()).containsExactly(this.head + 1, this.head + 2, this.head + 3);
		assertThat(this.target).extracting(SequencedRecord::record).containsOnly(new LogRecord.CloseRoom("a"));
		assertThat(read(this.head + 3, this.head + 5, 10)).isTrue();
		assertThat(sequences()).containsExactly(this.head + 4, this.head + 5);
	}

	@Test
	void shouldReadNoMoreThanAsked() {
		append(5);
		assertThat(read(this.head, this.head + 5, 2)).isTrue();
		assertThat(sequences()).containsExactly(this.head + 1, this.head + 2);
	}

	@Test
	void shouldReadFewerWhereTheyAreLarge() {
		append(200);
		assertThat(read(this.head, this.head + 200, 512)).isTrue();
		assertThat(this.target).as("of a size that is not known").hasSize(64);
		assertThat(read(this.head + 64, this.head + 200, 512)).isTrue();
		assertThat(this.target).hasSize(136);
		append(new byte[5 * 1024 * 1024]);
		read(this.head + 200, this.head + 201, 512);
		append(3);
		assertThat(read(this.head + 201, this.head + 204, 512)).isTrue();
		assertThat(this.target).hasSize(1);
	}

	@Test
	void shouldMissWhatWasTrimmed() {
		append(5);
		trim(3);
		assertThat(read(this.head, this.head + 5, 10)).isFalse();
		assertThat(read(this.head + 1, this.head + 5, 10)).isFalse();
		assertThat(read(this.head + 2, this.head + 5, 10)).isTrue();
		assertThat(sequences()).containsExactly(this.head + 3, this.head + 4, this.head + 5);
		redis.command("DEL", "{sse:" + this.cluster + "}:log");
		assertThat(read(this.head + 2, this.head + 5, 10)).isFalse();
	}

	@Test
	void shouldMissWhatWasDeletedInBetween() {
		append(5);
		redis.command("XDEL", "{sse:" + this.cluster + "}:log", id(3));
		assertThat(read(this.head, this.head + 5, 10)).isFalse();
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
	}

	@Test
	void shouldMissWhatIsBeforeAHoleOrInIt() {
		append(2);
		redis.command("HSET", "{sse:" + this.cluster + "}:meta", "run", "another");
		long base = this.connection.open(this.writer, this.head + 2, List.of()).head();
		append(2);
		assertThat(read(this.head, base + 2, 10)).isFalse();
		assertThat(read(this.head + 2, base + 2, 10)).as("right before").isFalse();
		assertThat(read(this.head + 7, base + 2, 10)).isFalse();
		assertThat(read(base, base + 2, 10)).isTrue();
		assertThat(sequences()).containsExactly(base + 1, base + 2);
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
	}

	@Test
	void shouldMissWhatCannotBeRead() {
		append(1);
		append(new byte[] { 9 });
		append(1);
		assertThat(read(this.head, this.head + 3, 10)).isFalse();
		assertThat(read(this.head, this.head + 1, 10)).isTrue();
	}

	@Test
	void shouldConnectForTheFirstWhoAsksAndAgainOnceItsConnectionIsBroken() {
		append(2);
		long before = connected();
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		assertThat(connected() - before).isEqualTo(1);
		redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
		this.looks++;
		await().ignoreExceptions().until(() -> read(this.head, this.head + 2, 10));
		assertThat(connected() - before).isEqualTo(2);
	}

	@Test
	void shouldConnectAgainWhereThePublisherHas() {
		append(2);
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		long before = connected();
		this.position.opened();
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		assertThat(connected() - before).isEqualTo(1);
	}

	@Test
	void shouldNotWaitForLongerThanASecond() {
		append(2);
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
		redis.freeze();
		try {
			long start = System.nanoTime();
			assertThatExceptionOfType(ConnectionLostException.class)
				.isThrownBy(() -> read(this.head, this.head + 2, 10));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
		}
		finally {
			redis.unfreeze();
		}
		assertThat(read(this.head, this.head + 2, 10)).isTrue();
	}

	private boolean read(long after, long upTo, int max) {
		this.target.clear();
		return this.past.read(after, upTo, max, this.target);
	}

	private List<Long> sequences() {
		return this.target.stream().map(SequencedRecord::sequence).toList();
	}

	private void append(int count) {
		byte[] encoded = this.codec.encode(new LogRecord.CloseRoom("a"));
		for (int i = 0; i < count; i++) {
			append(encoded);
		}
	}

	private void append(byte[] encoded) {
		PendingRecord record = new PendingRecord(new LogRecord.CloseRoom("a"), encoded, Duration.ofSeconds(10),
				Duration.ofSeconds(10), false);
		this.connection.append(this.writer, this.head, 1000, List.of(record));
	}

	private void trim(int length) {
		redis.command("XTRIM", "{sse:" + this.cluster + "}:log", "MAXLEN", String.valueOf(length));
	}

	// Of the entry behind so many
	private String id(int offset) {
		String range = redis.command("XRANGE", "{sse:" + this.cluster + "}:log", String.valueOf(this.head + offset),
				"+", "COUNT", "1");
		return range.lines().findFirst().orElseThrow();
	}

	// By others than this method, which has one of its own each time
	private long connected() {
		this.looks++;
		return redis.command("INFO", "stats")
			.lines()
			.filter((line) -> line.startsWith("total_connections_received:"))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
			.sum() - this.looks;
	}

}
