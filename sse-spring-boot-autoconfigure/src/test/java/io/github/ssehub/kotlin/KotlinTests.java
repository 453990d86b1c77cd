package io.github.ssehub.kotlin;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Endpoints in Kotlin: flows and {@code suspend} functions.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class KotlinTests {

	// Far more than the prefetch and what the sockets of both sides take
	private static final int BOUND = 12_000;

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/progress", "/suspended-flow", "/entity-of-flow", "/sse-stream" })
	void shouldSendEachElementBeforeTheNextIsThere(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			for (int number = 1; number <= 3; number++) {
				assertThat(client.readData()).isEqualTo("{\"number\":" + number + "}");
				work().finishStep();
			}
			assertThat(client.readRest()).contains("id: sse-end\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/left", "/suspended-left" })
	void shouldCancelAFlowWhenItsClientGoes(String path) throws IOException {
		int before = work().getCancellations().get();
		try (SseTestClient client = server.open(path)) {
			assertThat(client.readData()).isEqualTo("{\"number\":1}");
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> work().getCancellations().get() == before + 1);
	}

	@Test
	void shouldAskAFlowForNoMoreThanItsClientReads() throws IOException {
		try (Socket socket = SseTestClient.openStalled(server.port(), "/many")) {
			await().until(() -> work().getCounted().get() > 0);
			await().during(Duration.ofMillis(300))
				.atMost(Duration.ofSeconds(20))
				.until(work().getCounted()::get, new Unchanged()::test);
			assertThat(work().getCounted()).hasValueLessThan(BOUND);
			assertThat(socket.isClosed()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/orders/ada,orders:ada", "/room/ada,ada", "/unit/ada,ada", "/rooms/ada,ada", "/nullness,nullness" })
	void shouldJoinTheRoomsOfASuspendFunction(String path, String room) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\n");
			server.hub().broadcast(room, "hello");
			if (path.startsWith("/orders")) {
				assertThat(client.readBlock()).isEqualTo("event: welcome\ndata: Name of ada\n");
			}
			assertThat(client.readData()).isEqualTo("hello");
			assertThat(client.header("Found")).isEqualTo(path.startsWith("/rooms") ? "Name of ada" : null);
			assertThat(log.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/failing-flow/0" })
	void shouldAnswerAnErrorBeforeTheFirstElement(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(409);
		}
	}

	@Test
	void shouldTellAnErrorBehindTheFirstElement() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/failing-flow/1")) {
			assertThat(client.readData()).isEqualTo("{\"number\":0}");
			assertThat(client.readBlock()).startsWith("event: error\n").contains("\"status\":409");
			assertThat(log.messages()).singleElement().asString().contains("Source of an event stream failed");
		}
	}

	@Test
	void shouldAnswerHead() throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", "/room/ada")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
		}
		assertThat(server.hub().connections()).isEmpty();
	}

	@Test
	void shouldBeTheCodeOfTheDocument() throws IOException {
		String document = Files.readString(Path.of("../docs/kotlin.md"));
		String code = Files.readString(Path.of("src/test/kotlin/io/github/ssehub/kotlin/KotlinRecipes.kt"));
		int start = document.indexOf("```kotlin\n") + "```kotlin\n".length();
		assertThat(document.substring(start, document.indexOf("```", start)).split("\n\n")).hasSizeGreaterThan(2)
			.allSatisfy((part) -> assertThat(code).contains(part.stripTrailing()));
	}

	private static Work work() {
		return server.bean(Work.class);
	}

	/**
	 * Whether a number is that of the last time.
	 */
	private static final class Unchanged {

		private int last = -1;

		boolean test(int value) {
			boolean unchanged = value == this.last;
			this.last = value;
			return unchanged;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ KotlinRecipes.class, Work.class })
	static class Application {

	}

}
