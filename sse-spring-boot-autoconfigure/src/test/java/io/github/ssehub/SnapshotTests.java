package io.github.ssehub;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The recipe of docs/late-join.md: state in a database, changes as events, and clients
 * that join while it changes.
 */
@Timeout(60)
class SnapshotTests {

	private static final int STOCKS = 5;

	private TestServer server;

	private Stocks stocks;

	@BeforeEach
	void start() {
		this.server = TestServer.start(TestServer.Kind.TOMCAT, Stocks.class, "sse.replay.events=3");
		this.stocks = this.server.bean(Stocks.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void shouldSendSnapshotBetweenOpeningAndLiveEvents() throws IOException {
		this.stocks.change(1);
		try (SseTestClient client = this.server.open("/stocks")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ").doesNotContain("id: ");
			for (int i = 0; i < STOCKS; i++) {
				assertThat(client.readBlock()).startsWith("event: state\n").doesNotContain("id: ");
			}
			assertThat(client.readBlock()).startsWith("event: sse-position\ndata: {}\nid: ");
			this.stocks.change(2);
			assertThat(client.readBlock()).startsWith("event: stock\n").contains("id: ");
		}
	}

	@Test
	void shouldNotSendSnapshotOnCleanResume() throws IOException {
		String last = this.server.hub().position();
		this.stocks.change(1);
		try (SseTestClient client = this.server.open("/stocks", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: stock\n");
		}
		assertThat(this.stocks.snapshots).hasValue(0);
	}

	@Test
	void shouldSendSnapshotAfterGap() throws IOException {
		String last = this.server.hub().position();
		for (int i = 0; i < 10; i++) {
			this.stocks.change(i % STOCKS);
		}
		try (SseTestClient client = this.server.open("/stocks", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").endsWith("id: " + last + "\n");
			for (int i = 0; i < STOCKS; i++) {
				assertThat(client.readBlock()).startsWith("event: state\n");
			}
			assertThat(client.readBlock()).startsWith("event: sse-position\ndata: {}\nid: ");
			assertThat(client.readBlock()).startsWith("event: stock\n");
		}
	}

	@Test
	void shouldSendSnapshotBeforeWhatOtherRoomsStillHave() throws IOException {
		String last = this.server.hub().position();
		String kept = this.server.hub().broadcast("news", "kept");
		for (int i = 0; i < 10; i++) {
			this.stocks.change(i % STOCKS);
		}
		try (SseTestClient client = this.server.open("/stocks-and-news", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).endsWith("id: " + last + "\n");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").endsWith("id: " + last + "\n");
			for (int i = 0; i < STOCKS; i++) {
				assertThat(client.readBlock()).startsWith("event: state\n").doesNotContain("id: ");
			}
			assertThat(client.readBlock()).startsWith("event: sse-position\ndata: {}\nid: ");
			assertThat(client.readBlock()).isEqualTo("data: kept\nid: " + kept + "\n");
			assertThat(client.readBlock()).startsWith("event: stock\n");
		}
		assertThat(this.stocks.snapshots).hasValue(1);
	}

	@Test
	void shouldSendSnapshotAgainToClientThatWasCutOffWithinIt() throws IOException {
		try (SseTestClient client = this.server.open("/stocks")) {
			assertThat(client.readBlock()).doesNotContain("id: ");
			assertThat(client.readBlock()).doesNotContain("id: ");
		}
		// An event that a loop has yet to pass would be kept beyond the limit
		this.server.closeStreams();
		String last = this.server.hub().position();
		this.stocks.change(1);
		this.stocks.change(2);
		this.stocks.change(3);
		this.stocks.change(4);
		try (SseTestClient client = this.server.open("/stocks", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).endsWith("id: " + last + "\n");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").endsWith("id: " + last + "\n");
			assertThat(client.readBlock()).doesNotContain("id: ");
		}
	}

	@Test
	void shouldEndStreamThatHasFallenOffTheLogForANewSnapshot() throws IOException {
		String last = "";
		try (SseTestClient client = this.server.open("/stocks")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			String large = "x".repeat(100_000);
			for (int i = 0; i < 1000; i++) {
				this.server.hub().broadcast("stocks", "noise", large);
			}
			for (String block = client.readBlock(); block != null; block = client.readBlock()) {
				assertThat(block).doesNotContain("sse-gap");
				last = block.contains("id: ") ? block.substring(block.indexOf("id: ") + 4).trim() : last;
			}
		}
		try (SseTestClient client = this.server.open("/stocks", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n");
			assertThat(client.readBlock()).startsWith("event: state\n");
		}
		assertThat(this.stocks.snapshots).hasValue(2);
	}

	@Test
	void shouldForgetConnectionIfSnapshotFails() throws IOException {
		try (SseTestClient client = this.server.open("/failing")) {
			assertThat(client.status()).isEqualTo(500);
		}
		await().untilAsserted(() -> assertThat(this.server.hub().connections()).isEmpty());
		await().untilAsserted(() -> assertThat(this.server.hub().rooms()).isEmpty());
	}

	@RepeatedTest(5)
	void shouldEndInTheStateOfTheDatabaseWheneverClientsJoin() throws Exception {
		int changes = 400;
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			Future<?> writer = executor.submit(() -> {
				for (int i = 0; i < changes; i++) {
					this.stocks.change(i % STOCKS);
				}
				this.server.hub().broadcast("stocks", "end", "");
			});
			Future<?>[] clients = new Future<?>[8];
			for (int i = 0; i < clients.length; i++) {
				clients[i] = executor.submit(() -> {
					Map<String, Integer> seen = readUntilEnd();
					assertThat(seen).isEqualTo(this.stocks.all());
					return null;
				});
			}
			writer.get(30, TimeUnit.SECONDS);
			this.server.hub().broadcast("stocks", "end", "");
			for (Future<?> client : clients) {
				await().pollInterval(100, TimeUnit.MILLISECONDS).until(() -> {
					// For clients that joined after the last end
					this.server.hub().broadcast("stocks", "end", "");
					return client.isDone();
				});
				client.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	// What a client does: take the newer version
	// of each thing, from state and events alike
	private Map<String, Integer> readUntilEnd() throws IOException {
		Map<String, Integer> versions = new HashMap<>();
		try (SseTestClient client = this.server.open("/stocks")) {
			for (String block = client.readBlock(); !block.startsWith("event: end"); block = client.readBlock()) {
				if (block.startsWith("event: st")) {
					String[] data = block.substring(block.indexOf("data: ") + 6).split("\n")[0].split("=");
					versions.merge(data[0], Integer.valueOf(data[1]), Math::max);
				}
			}
		}
		return versions;
	}

	@RestController
	static class Stocks {

		private final AtomicInteger snapshots = new AtomicInteger();

		private final JdbcTemplate jdbc;

		private final SseHub hub;

		Stocks(SseHub hub) {
			this.hub = hub;
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
			this.jdbc = new JdbcTemplate(dataSource);
			this.jdbc.execute("create table stock (name varchar(10) primary key, version int)");
			for (int i = 0; i < STOCKS; i++) {
				this.jdbc.update("insert into stock values (?, 0)", "s" + i);
			}
		}

		// First the database, then the event
		void change(int stock) {
			String name = "s" + stock;
			this.jdbc.update("update stock set version = version + 1 where name = ?", name);
			Integer version = this.jdbc.queryForObject("select version from stock where name = ?", Integer.class, name);
			this.hub.broadcast("stocks", "stock", name + "=" + version);
		}

		Map<String, Integer> all() {
			return this.jdbc.queryForList("select name, version from stock")
				.stream()
				.collect(Collectors.toMap((row) -> (String) row.get("name"), (row) -> (Integer) row.get("version")));
		}

		@SseEndpoint("/stocks")
		SseSubscription stocks() {
			return SseSubscription.to("stocks").snapshot((position) -> {
				this.snapshots.incrementAndGet();
				return states();
			});
		}

		@SseEndpoint("/stocks-and-news")
		SseSubscription stocksAndNews() {
			return stocks().and(List.of("news"));
		}

		private List<SseEvent> states() {
			return all().entrySet()
				.stream()
				.map((entry) -> SseEvent.of("state", entry.getKey() + "=" + entry.getValue()))
				.toList();
		}

		@SseEndpoint("/failing")
		SseSubscription failing() {
			return SseSubscription.to("stocks").snapshot((position) -> {
				throw new IllegalStateException("Database is down");
			});
		}

	}

}
