package io.github.ssehub;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What happens to a client that reads too slowly, on real sockets.
 */
@Timeout(60)
class OverflowTests {

	// More than a socket takes, each larger than what the log keeps
	private static final int EVENTS = 600;

	private static final String DATA = "x".repeat(60_000);

	private TestServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void shouldTellGapAndGoOn(Kind kind) throws IOException {
		start(kind);
		try (SseTestClient client = open("/resync")) {
			publishMoreThanIsKept();
			int received = 0;
			int gaps = 0;
			String last = "";
			String block;
			do {
				block = client.readBlock();
				assertThat(block).isNotNull();
				if (block.contains("event: sse-gap\n")) {
					gaps++;
					assertThat(block).contains("\"lastEventId\":\"" + last + "\",\"reason\":\"overflow\"");
				}
				received += block.contains(DATA) ? 1 : 0;
				last = block.substring(block.indexOf("id: ") + 4).trim();
			}
			while (!block.contains("data: last\n"));
			assertThat(gaps).isEqualTo(1);
			assertThat(received).isLessThan(EVENTS);
			assertThat(this.server.bean(Gaps.class).told).hasSize(1)
				.first()
				.extracting(SseGap::reason)
				.isEqualTo(SseGap.Reason.OVERFLOW);
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldEndStreamAndTellGapWhenItsClientComesBack(Kind kind) throws IOException {
		start(kind);
		String last = "";
		String end = "";
		try (SseTestClient client = open("/disconnect")) {
			publishMoreThanIsKept();
			for (String block = client.readBlock(); block != null; block = client.readBlock()) {
				assertThat(block).doesNotContain("sse-gap");
				if (block.startsWith("event: sse-end\n")) {
					end = block;
					continue;
				}
				last = block.substring(block.indexOf("id: ") + 4).trim();
			}
		}
		assertThat(end).isEqualTo("event: sse-end\ndata: {\"reason\":\"overflow\"}\n");
		await().untilAsserted(() -> assertThat(this.server.bean(Gaps.class).closed).contains(CloseReason.OVERFLOW));
		try (SseTestClient client = this.server.open("/disconnect", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).startsWith("event: sse-gap\n").contains("\"reason\":\"expired\"");
			assertThat(client.readData()).isEqualTo("last");
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldSendOnlyNewestOfEachKeyToClientThatLags(Kind kind) throws IOException {
		start(kind);
		try (SseTestClient client = open("/resync")) {
			for (int i = 0; i < EVENTS; i++) {
				this.server.hub().broadcast("a", SseEvent.builder().key("k").event("e" + i).data(DATA).build());
			}
			int received = 0;
			String block;
			do {
				block = client.readBlock();
				assertThat(block).isNotNull().doesNotContain("sse-gap");
				received++;
			}
			while (!block.contains("event: e" + (EVENTS - 1) + "\n"));
			assertThat(received).isLessThan(EVENTS);
		}
	}

	private void start(Kind kind) {
		this.server = TestServer.start(kind, Application.class, "sse.replay.events=1", "sse.replay.total=2MB",
				"sse.delivery.threads=1");
	}

	private SseTestClient open(String path) throws IOException {
		SseTestClient client = this.server.open(path);
		assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
		await().until(() -> !this.server.hub().connections("a").isEmpty());
		return client;
	}

	private void publishMoreThanIsKept() throws IOException {
		for (int i = 0; i < EVENTS; i++) {
			this.server.hub().broadcast("a", DATA);
		}
		this.server.hub().broadcast("a", "last");
		awaitPassed();
	}

	// What the loop has yet to pass would be kept beyond the limit, and lost later
	private void awaitPassed() throws IOException {
		try (SseTestClient other = this.server.open("/other")) {
			other.readBlock();
			this.server.hub().broadcast("b", "passed");
			assertThat(other.readData()).isEqualTo("passed");
		}
	}

	static class Gaps implements SseHubListener {

		private final List<SseGap> told = new CopyOnWriteArrayList<>();

		private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

		@Override
		public void gap(SseConnection connection, SseGap gap) {
			this.told.add(gap);
		}

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			this.closed.add(reason);
		}

	}

	@RestController
	static class Application {

		@Bean
		Gaps gaps() {
			return new Gaps();
		}

		@SseEndpoint(path = "/resync", rooms = "a")
		void resync() {
		}

		@SseEndpoint(path = "/other", rooms = "b")
		void other() {
		}

		@SseEndpoint(path = "/disconnect", rooms = "a", overflow = OverflowPolicy.DISCONNECT)
		void disconnect() {
		}

	}

}
