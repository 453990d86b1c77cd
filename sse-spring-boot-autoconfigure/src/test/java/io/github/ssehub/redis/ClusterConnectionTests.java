package io.github.ssehub.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.log.LogRecord;
import io.github.ssehub.redis.ClusterConnection.Opened;
import io.github.ssehub.redis.ClusterConnection.Writer;
import io.github.ssehub.redis.StreamEntry.Content;
import io.github.ssehub.support.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the scripts do, in a cluster of its own each.
 */
class ClusterConnectionTests {

	private static final long MAX_LENGTH = 1000;

	private static final long LEAP = 1 << 20;

	private static RedisServer redis;

	private final String cluster = TestRedis.newCluster();

	private final Writer me = new Writer("me", 1);

	private final Writer other = new Writer("other", 1);

	private ClusterConnections connections;

	private ClusterConnection connection;

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
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
		this.connections.close();
	}

	@Test
	void shouldBeginWithAHoleThatNamesNothing() {
		long before = System.currentTimeMillis();
		long head = open(this.me, 0).head();
		assertThat(head).isBetween(before * 1024 - 1_000_000, System.currentTimeMillis() * 1024 + 1_000_000);
		assertThat(entries()).extracting(StreamEntry::content).containsExactly(new Content.Hole(0, false));
		assertThat(open(this.other, 0).head()).as("is in order").isEqualTo(head);
		assertThat(this.connection.sequence()).isEqualTo(head);
	}

	@Test
	void shouldAppendWithDenseSequences() {
		long head = open(this.me, 0).head();
		long first = append(this.me, head, 1, 2, 3);
		assertThat(first).isEqualTo(head + 1);
		assertThat(append(this.me, head + 3, 4)).isEqualTo(head + 4);
		List<StreamEntry> entries = this.connection.read(head, 10, Duration.ZERO);
		assertThat(entries).extracting(StreamEntry::sequence).containsExactly(head + 1, head + 2, head + 3, head + 4);
		assertThat(entries).extracting((entry) -> ((Content.Record) entry.content()).number())
			.containsExactly(1L, 2L, 3L, 4L);
		assertThat(entries)
			.allMatch((entry) -> Math.abs(entry.time() - System.currentTimeMillis()) < 60_000 && entry.size() > 160);
	}

	@Test
	void shouldRefuseWhatArrivesOfAnOlderGeneration() {
		long head = open(this.me, 0).head();
		open(new Writer("me", 2), head);
		assertThatExceptionOfType(RedisCommandExecutionException.class).isThrownBy(() -> append(this.me, head, 1))
			.withMessageStartingWith("SSEFENCED");
		assertThatExceptionOfType(RedisCommandExecutionException.class).isThrownBy(() -> open(this.me, head))
			.withMessageStartingWith("SSEFENCED");
		assertThat(this.connection.sequence()).isEqualTo(head);
		assertThat(append(new Writer("me", 2), head, 1)).isEqualTo(head + 1);
	}

	@Test
	void shouldRefuseAWriterThatHasNotOpened() {
		assertThatExceptionOfType(RedisCommandExecutionException.class).isThrownBy(() -> append(this.me, 0, 1))
			.withMessageStartingWith("SSEFENCED");
		assertThat(entries()).isEmpty();
	}

	@Test
	void shouldTellOfALossWhereANodeHasMore() {
		long head = open(this.me, 0).head();
		long base = open(this.other, head + 5).head();
		assertThat(base).isGreaterThanOrEqualTo(head + 5 + LEAP);
		assertThat(entries()).last()
			.extracting(StreamEntry::sequence, StreamEntry::content)
			.containsExactly(base, new Content.Hole(head, true));
		assertThat(open(this.me, head + 3).head()).as("is told already").isEqualTo(base);
	}

	@Test
	void shouldTellOfALossOnceWhereANodeIsFoundToHaveHadMore() {
		long head = open(this.me, 0).head();
		loseState("run", "another");
		long base = open(this.me, head).head();
		assertThat(entries()).last().extracting(StreamEntry::content).isEqualTo(new Content.Hole(head, false));
		for (int i = 0; i < 2; i++) {
			assertThat(open(this.other, head + 5).head()).isEqualTo(base + 1);
			assertThat(entries()).last().extracting(StreamEntry::content).isEqualTo(new Content.Loss(base));
		}
		assertThat(append(this.me, base, 1)).isEqualTo(base + 2);
	}

	@Test
	void shouldTellOfALossWhereANodeHadMoreBeforeItWentOn() {
		long head = open(this.me, 0).head();
		loseState("run", "another");
		long second = append(this.me, head, 1);
		loseState("run", "a third");
		long base = open(this.me, second).head();
		assertThat(open(this.other, base, head, second).head()).as("had nothing more").isEqualTo(base);
		assertThat(open(this.other, base, head + 1, second + 1).head()).isEqualTo(base + 2);
		assertThat(entries()).extracting(StreamEntry::content)
			.endsWith(new Content.Loss(second - 1), new Content.Loss(base));
		assertThat(open(this.other, base, head + 1, second + 1).head()).as("is told already").isEqualTo(base + 2);
	}

	@Test
	void shouldNotTellOfALossWhereANodeHasAllBeforeAHole() {
		long head = open(this.me, 0).head();
		loseState("run", "another");
		long base = open(this.me, head).head();
		for (long position : new long[] { 0, head - 1, head, base }) {
			assertThat(open(this.other, position).head()).isEqualTo(base);
		}
	}

	@Test
	void shouldLeapInANewLifeWhoeverComesFirst() {
		long head = open(this.me, 0).head();
		loseState("run", "another");
		long first = append(this.me, head, 1);
		assertThat(first).isGreaterThan(head + LEAP);
		assertThat(entries()).extracting(StreamEntry::content).contains(new Content.Hole(head, false));
	}

	@Test
	void shouldLeapOverAStreamOfWhichTheStateIsGoneOrOld() {
		long head = open(this.me, 0).head();
		long last = append(this.me, head, 1, 2, 3) + 2;
		loseState("seq", String.valueOf(head + 1));
		long first = append(this.me, head, 4);
		assertThat(first).isGreaterThan(last + LEAP);
		assertThat(entries()).extracting(StreamEntry::content).contains(new Content.Hole(head + 1, false));
		redis.command("DEL", "{sse:" + this.cluster + "}:meta");
		assertThat(append(this.me, 0, 5)).isGreaterThan(first + LEAP);
		assertThat(entries()).extracting(StreamEntry::content).contains(new Content.Hole(0, false));
	}

	@Test
	void shouldNotGoBackWithTheClock() {
		long head = open(this.me, 0).head();
		long ahead = head + 1_000_000_000_000L;
		loseState("seq", String.valueOf(ahead));
		loseState("run", "another");
		assertThat(open(this.me, ahead).head()).isEqualTo(ahead + LEAP);
	}

	@Test
	void shouldKeepAboutAsManyAsItMay() {
		long position = open(this.me, 0).head();
		int[] numbers = new int[200];
		for (int i = 0; i < 10; i++) {
			position = append(this.me, position, numbers) + numbers.length - 1;
		}
		assertThat(entries()).hasSizeBetween((int) MAX_LENGTH, (int) MAX_LENGTH + 200)
			.last()
			.extracting(StreamEntry::sequence)
			.isEqualTo(position);
	}

	// Such as for lack of a permission
	@Test
	void shouldHaveAppendedNothingWhereRedisRefusesAnyOfIt() {
		long head = open(this.me, 0).head();
		for (String command : new String[] { "xadd", "hset", "xtrim" }) {
			long last = entries().get(entries().size() - 1).sequence();
			redis.command("ACL", "SETUSER", "default", "-" + command);
			try {
				append(this.me, head, 1, 2);
				assertThat(entries()).last().extracting(StreamEntry::sequence).isEqualTo(last + 2);
			}
			catch (RedisCommandExecutionException ex) {
				assertThat(entries()).as(command).last().extracting(StreamEntry::sequence).isEqualTo(last);
			}
			finally {
				redis.command("ACL", "SETUSER", "default", "+@all");
			}
		}
	}

	@Test
	void shouldReadBackwards() {
		long head = open(this.me, 0).head();
		append(this.me, head, 1, 2, 3);
		assertThat(this.connection.readBackwards(head + 3, 10)).extracting(StreamEntry::sequence)
			.containsExactly(head + 2, head + 1, head);
		assertThat(this.connection.readBackwards(head + 3, 1)).extracting(StreamEntry::sequence)
			.containsExactly(head + 2);
		assertThat(this.connection.readBackwards(head, 10)).isEmpty();
	}

	@Test
	void shouldWaitForEntries() {
		long head = open(this.me, 0).head();
		assertThat(this.connection.read(head, 10, Duration.ofMillis(20))).isEmpty();
	}

	private Opened open(Writer writer, long position, Long... left) {
		return this.connection.open(writer, position, List.of(left));
	}

	private void loseState(String field, String value) {
		redis.command("HSET", "{sse:" + this.cluster + "}:meta", field, value);
	}

	private long append(Writer writer, long position, int... numbers) {
		List<PendingRecord> records = new ArrayList<>();
		for (int number : numbers) {
			PendingRecord record = new PendingRecord(new LogRecord.CloseRoom("a"), new byte[] { 1, 2, 3 },
					Duration.ofSeconds(10), Duration.ofSeconds(10), false);
			record.setNumber(number);
			records.add(record);
		}
		return this.connection.append(writer, position, MAX_LENGTH, records);
	}

	private List<StreamEntry> entries() {
		return this.connection.read(0, 10_000, Duration.ZERO);
	}

}
