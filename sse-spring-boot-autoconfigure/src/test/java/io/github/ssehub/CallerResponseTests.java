package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SourceProbe;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What a response is like that waits for the first signal of its source.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CallerResponseTests {

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
		await().atMost(Duration.ofSeconds(10)).until(() -> server.activeRequests() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/entity/now", "/entity/later" })
	void shouldHaveTheStatusAndHeadersOfTheEntity(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(202);
			assertThat(client.header("X-Own")).isEqualTo("yes");
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.header("Cache-Control")).isEqualTo("no-cache, no-transform");
			client.readBlock();
			assertThat(client.readBlock()).isEqualTo("data: 0\n");
			assertThat(client.readBlock()).contains("sse-end");
			assertThat(client.readBlock()).isNull();
		}
		await().until(() -> server.bean(Application.class).opened.get() == server.bean(Application.class).closed.get());
	}

	@Test
	void shouldAnswerWithAnEntityWithoutASource() throws IOException {
		try (SseTestClient client = server.open("/entity/none")) {
			assertThat(client.status()).isEqualTo(404);
			assertThat(client.header("X-Own")).isEqualTo("yes");
			assertThat(client.readRest()).isEmpty();
		}
	}

	// Not the room of all
	@ParameterizedTest
	@ValueSource(strings = { "/null/flux", "/null/stream", "/null/stage", "/null/options" })
	void shouldTakeNullForAnErrorOfTheMethod(String path) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(500);
			await().untilAsserted(() -> assertThat(log.warnings())
				.anyMatch((message) -> message.contains("returned null instead of a source")));
		}
	}

	@Test
	void shouldEndWithoutADoneEventThatCannotBeWritten() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/large-done")) {
			client.readBlock();
			assertThat(client.readBlock()).isEqualTo("data: 0\n");
			assertThat(client.readBlock()).contains("sse-end");
			assertThat(client.readBlock()).isNull();
			assertThat(log.warnings()).singleElement().asString().contains("without its last event");
		}
	}

	// The response waits for a signal that comes as it no longer does
	@Test
	void shouldGoOnWhenPatienceEndsAsTheFirstSignalComes() throws Exception {
		try (LogCapture log = new LogCapture()) {
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				int delay = 900 + ThreadLocalRandom.current().nextInt(1200);
				String path = (i % 2 == 0) ? "/race/element" : "/race/error";
				all.add(CompletableFuture.runAsync(() -> race(path, delay), (task) -> new Thread(task).start()));
			}
			for (CompletableFuture<?> one : all) {
				one.get(30, TimeUnit.SECONDS);
			}
			assertThat(log.warnings()).allMatch((message) -> message.contains("Source of an event stream failed"));
		}
	}

	private static void race(String path, int delay) {
		try (SseTestClient client = server.open(path + "?delay=" + delay)) {
			if (client.status() == 409) {
				assertThat(path).isEqualTo("/race/error");
				return;
			}
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			String rest = client.readRest().replaceAll("(?m)^:\n\n", "");
			assertThat(rest).startsWith(path.endsWith("element") ? "data: 0\n\n" : "event: error\n")
				.contains("sse-end");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void shouldEndWhatIsLeftAsItsFirstSignalComes() throws Exception {
		try (LogCapture log = new LogCapture()) {
			for (int i = 0; i < 100; i++) {
				try (Socket socket = SseTestClient.openStalled(server.port(), "/race/element?delay=3")) {
					LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(6_000_000));
					socket.setSoLinger(true, 0);
				}
			}
			server.awaitNoConnections();
			await().atMost(Duration.ofSeconds(20)).until(() -> server.activeRequests() == 0);
			assertThat(log.warnings()).isEmpty();
		}
	}

	@Test
	void shouldWaitForAsLongAsItTakesWithoutHeartbeats() throws Exception {
		SourceProbe probe = server.bean(SourceProbe.class);
		probe.reset();
		try (Socket socket = SseTestClient.openStalled(server.port(), "/silent")) {
			probe.awaitCreated(1);
			socket.setSoTimeout(2500);
			assertThat(catchThrowable(() -> socket.getInputStream().read())).isInstanceOf(SocketTimeoutException.class);
			probe.assertNotEnded();
			server.bean(Application.class).connection.close();
			probe.awaitEnded(1);
			assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
		}
	}

	@Test
	void shouldCompleteBeforeOrAfterTheResponseBegins() throws Exception {
		for (int i = 0; i < 300; i++) {
			try (SseTestClient client = server.open("/barrier")) {
				client.readBlock();
				assertThat(client.readBlock()).isEqualTo("data: 7\n");
				assertThat(client.readBlock()).contains("sse-end");
				assertThat(client.readBlock()).isNull();
			}
		}
	}

	@RestController
	@Import(SourceProbe.class)
	static class Application {

		private final SourceProbe probe;

		final AtomicInteger opened = new AtomicInteger();

		final AtomicInteger closed = new AtomicInteger();

		private volatile SseConnection connection;

		Application(SourceProbe probe) {
			this.probe = probe;
		}

		@SseEndpoint("/entity/now")
		ResponseEntity<Stream<Integer>> entityNow() {
			this.opened.incrementAndGet();
			return ResponseEntity.accepted()
				.header("X-Own", "yes")
				.body(Stream.of(0).onClose(this.closed::incrementAndGet));
		}

		@SseEndpoint("/entity/later")
		ResponseEntity<Flux<Integer>> entityLater() {
			return ResponseEntity.accepted()
				.header("X-Own", "yes")
				.body(Flux.just(0).delaySequence(Duration.ofMillis(100)));
		}

		@SseEndpoint("/entity/none")
		ResponseEntity<Flux<Integer>> entityNone() {
			return ResponseEntity.notFound().header("X-Own", "yes").build();
		}

		@SseEndpoint("/null/flux")
		Flux<Integer> nullFlux() {
			return null;
		}

		@SseEndpoint("/null/stream")
		Stream<Integer> nullStream() {
			return null;
		}

		@SseEndpoint("/null/stage")
		CompletionStage<Integer> nullStage() {
			return null;
		}

		@SseEndpoint("/null/options")
		SseStream<Integer> nullOptions() {
			return null;
		}

		@SseEndpoint("/large-done")
		SseStream<Integer> largeDone() {
			return SseStream.<Integer>from(Flux.just(0)).doneEvent(SseEvent.of("x".repeat(300_000)));
		}

		@SseEndpoint(path = "/race/element", heartbeat = "1s")
		Flux<Integer> raceElement(@RequestParam int delay) {
			return Flux.just(0).delaySequence(Duration.ofMillis(delay));
		}

		@SseEndpoint(path = "/race/error", heartbeat = "1s")
		Flux<Integer> raceError(@RequestParam int delay) {
			return Flux.<Integer>error(new ConflictException()).delaySubscription(Duration.ofMillis(delay));
		}

		@ExceptionHandler
		ResponseEntity<Void> handle(ConflictException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).build();
		}

		@SseEndpoint("/silent")
		SseStream<String> silent(SseConnection connection) {
			this.connection = connection;
			return SseStream.<String>from(this.probe.flux(0)).heartbeat(Duration.ZERO);
		}

		// The value comes while the request thread handles what is returned
		@SseEndpoint("/barrier")
		CompletionStage<Integer> barrier() throws Exception {
			CyclicBarrier barrier = new CyclicBarrier(2);
			CompletableFuture<Integer> future = CompletableFuture.supplyAsync(() -> {
				await(barrier);
				return 7;
			});
			await(barrier);
			return future;
		}

		private static void await(CyclicBarrier barrier) {
			try {
				barrier.await();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	private static final class ConflictException extends RuntimeException {

	}

}
