package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sources that have more than their clients take, and what is beside them.
 */
@Tag("long")
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CallerBackpressureTests {

	private static final int ELEMENTS = 100_000;

	private static final String DATA = "x".repeat(1000);

	// Far more than the prefetch and what the sockets of both sides take
	private static final int BOUND = 12_000;

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private Application application;

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.write-timeout=2s");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void reset() {
		this.application = server.bean(Application.class);
		this.application.reset();
		this.log = new LogCapture();
	}

	@AfterEach
	void judge() {
		server.closeStreams();
		this.log.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/flux", "/stream" })
	void shouldStopASourceWhoseClientDoesNotRead(String path) throws IOException {
		try (Socket stalled = SseTestClient.openStalled(server.port(), path)) {
			await().atMost(Duration.ofSeconds(10)).until(() -> server.hub().connections().size() == 1);
			SseConnection connection = server.hub().connections().get(0);
			server.bean(RecordingListener.class).awaitClosed(connection, CloseReason.STALLED);
			await().atMost(Duration.ofSeconds(10)).until(() -> this.application.ended.get() == 1);
			assertThat(this.application.made.get()).isBetween(1L, (long) BOUND);
			assertThat(this.application.requested.get()).isLessThan(BOUND);
			assertThat(stalled.isClosed()).isFalse();
		}
		assertThat(this.application.ended).hasValue(1);
		assertThat(this.log.warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/flux", "/stream" })
	void shouldWriteAllToAClientThatReadsSlowly(String path) throws Exception {
		try (SseTestClient client = server.open(path)) {
			client.readBlock();
			for (int i = 0; i < ELEMENTS; i++) {
				assertThat(client.readBlock()).isEqualTo("data: " + i + DATA + "\n");
				if (i % 20_000 == 0) {
					int read = i;
					await().during(Duration.ofMillis(300)).until(() -> this.application.made.get() - read < BOUND);
				}
			}
			assertThat(client.readBlock()).contains("sse-end");
			assertThat(client.readBlock()).isNull();
		}
		assertThat(this.log.warnings()).isEmpty();
	}

	@Test
	void shouldEndASourceThatIgnoresWhatItIsAskedFor() throws IOException {
		try (SseTestClient client = server.open("/flood")) {
			client.readBlock();
			String last = "";
			int count = 0;
			for (String block = client.readBlock(); block != null; block = client.readBlock()) {
				count++;
				if (block.startsWith("event: error")) {
					last = block;
				}
			}
			assertThat(last).contains("\"status\":500").doesNotContain("asked");
			assertThat(count).isLessThan(ELEMENTS);
		}
		assertThat(this.log.warnings()).singleElement().asString().contains("more than it was asked for");
	}

	@Test
	void shouldBroadcastBesideEndlessSources() throws Exception {
		List<SseTestClient> clients = new ArrayList<>();
		List<Thread> readers = new ArrayList<>();
		try (SseTestClient room = server.open("/room")) {
			room.readBlock();
			for (int i = 0; i < 100; i++) {
				SseTestClient client = server.open((i % 2 == 0) ? "/endless-flux" : "/endless-stream");
				clients.add(client);
				Thread reader = new Thread(() -> readOn(client));
				reader.start();
				readers.add(reader);
			}
			for (int i = 0; i < 200; i++) {
				server.hub().broadcast("news", "number " + i);
				assertThat(room.readData()).isEqualTo("number " + i);
			}
			assertThat(server.hub().connections()).hasSize(101);
		}
		finally {
			for (SseTestClient client : clients) {
				client.close();
			}
		}
		for (Thread reader : readers) {
			reader.join();
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.application.ended.get() == 100);
	}

	private static void readOn(SseTestClient client) {
		try {
			byte[] buffer = new byte[64 * 1024];
			while (client.socket().getInputStream().read(buffer) >= 0) {
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			// It was closed
		}
	}

	@Test
	void shouldServeOthersBesideSourcesThatBlock() throws IOException {
		List<SseTestClient> blocked = new ArrayList<>();
		try {
			for (int i = 0; i < 50; i++) {
				SseTestClient client = server.open("/blocked");
				client.readBlock();
				assertThat(client.readBlock()).isEqualTo("data: 0\n");
				blocked.add(client);
			}
			try (SseTestClient client = server.open("/short")) {
				client.readBlock();
				assertThat(client.readBlock()).isEqualTo("data: 0\n");
				assertThat(client.readBlock()).isEqualTo("data: 1\n");
				assertThat(client.readBlock()).contains("sse-end");
			}
		}
		finally {
			this.application.gate.countDown();
			for (SseTestClient client : blocked) {
				client.close();
			}
		}
		server.awaitNoConnections();
		await().atMost(Duration.ofSeconds(10)).until(() -> sourceThreads() == 0);
	}

	@Test
	void shouldLeaveNothingBehind() throws Exception {
		int threads = Thread.activeCount();
		// Jetty does not tell of the end of requests that were aborted
		long requests = server.activeRequests();
		AtomicInteger next = new AtomicInteger();
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(CompletableFuture.runAsync(() -> {
				while (next.getAndIncrement() < 1000) {
					readShort(next.get());
				}
			}, (task) -> new Thread(task).start()));
		}
		for (CompletableFuture<?> one : all) {
			one.get();
		}
		server.awaitNoConnections();
		await().atMost(Duration.ofSeconds(10)).until(() -> server.activeRequests() == requests);
		await().atMost(Duration.ofSeconds(10)).until(() -> sourceThreads() == 0);
		// The container may have started threads of its pool, but none for each stream
		assertThat(Thread.activeCount()).isLessThan(threads + 100);
		assertThat(this.application.ended).hasValue(this.application.opened.get());
		assertThat(this.log.warnings()).isEmpty();
	}

	private static void readShort(int number) {
		String path = switch (number % 4) {
			case 0 -> "/short";
			case 1 -> "/short-flux";
			case 2 -> "/late-flux";
			default -> "/failing";
		};
		try (SseTestClient client = server.open(path)) {
			client.readRest();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static long sourceThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("sse-source-"))
			.count();
	}

	@RestController
	@Import(RecordingListener.class)
	static class Application {

		private final AtomicLong requested = new AtomicLong();

		private final AtomicLong made = new AtomicLong();

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		private CountDownLatch gate = new CountDownLatch(1);

		void reset() {
			this.requested.set(0);
			this.made.set(0);
			this.opened.set(0);
			this.ended.set(0);
			this.gate = new CountDownLatch(1);
		}

		@SseEndpoint("/flux")
		Flux<String> flux() {
			return Flux.range(0, ELEMENTS)
				.map((number) -> number + DATA)
				.doOnNext((element) -> this.made.incrementAndGet())
				.doOnRequest(this.requested::addAndGet)
				.doOnCancel(this.ended::incrementAndGet);
		}

		@SseEndpoint("/stream")
		Stream<String> stream() {
			return IntStream.range(0, ELEMENTS)
				.mapToObj((number) -> number + DATA)
				.peek((element) -> this.made.incrementAndGet())
				.onClose(this.ended::incrementAndGet);
		}

		@SseEndpoint("/endless-flux")
		Flux<String> endlessFlux() {
			return Flux.<String>generate((sink) -> sink.next(DATA)).doOnCancel(this.ended::incrementAndGet);
		}

		@SseEndpoint("/endless-stream")
		Stream<String> endlessStream() {
			return Stream.generate(() -> DATA).onClose(this.ended::incrementAndGet);
		}

		@SseEndpoint("/flood")
		Publisher<String> flood() {
			return (subscriber) -> {
				subscriber.onSubscribe(new Subscription() {

					@Override
					public void request(long count) {
					}

					@Override
					public void cancel() {
					}

				});
				for (int i = 0; i < ELEMENTS; i++) {
					subscriber.onNext(DATA);
				}
				subscriber.onComplete();
			};
		}

		@SseEndpoint("/room")
		String room() {
			return "news";
		}

		@SseEndpoint("/blocked")
		Stream<Integer> blocked() {
			CountDownLatch gate = this.gate;
			return IntStream.range(0, 2).boxed().peek((number) -> {
				if (number == 1) {
					await(gate);
				}
			});
		}

		private static void await(CountDownLatch gate) {
			try {
				gate.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@SseEndpoint("/short")
		Stream<Integer> shortStream() {
			this.opened.incrementAndGet();
			return Stream.of(0, 1).onClose(this.ended::incrementAndGet);
		}

		@SseEndpoint("/short-flux")
		Flux<Integer> shortFlux() {
			return Flux.just(0, 1);
		}

		@SseEndpoint("/late-flux")
		Flux<Integer> lateFlux() {
			return Flux.just(0, 1).delaySequence(Duration.ofMillis(1));
		}

		@SseEndpoint("/failing")
		Stream<Integer> failing() {
			this.opened.incrementAndGet();
			return Stream.<Integer>generate(() -> {
				throw new SseConnectionRefusedException(HttpStatus.CONFLICT);
			}).onClose(this.ended::incrementAndGet);
		}

	}

}
