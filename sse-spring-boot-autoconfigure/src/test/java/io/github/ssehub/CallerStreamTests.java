package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams for one caller, from sources of all kinds.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CallerStreamTests {

	private static final String OPEN = ":\nevent: sse-open\nretry: 3000\ndata: {}\n";

	private static final String END = "event: sse-position\ndata: {}\nid: sse-end\n";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=1s");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void captureLog() {
		this.log = new LogCapture();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		this.log.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/flux", "/publisher", "/flow", "/stream", "/int-stream", "/iterator", "/iterable",
			"/entity", "/options", "/slow-flux", "/adapted" })
	void shouldWriteAllElementsInOrderAndEnd(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(client.readBlock()).isEqualTo(OPEN);
			for (int i = 0; i < 100; i++) {
				assertThat(client.readBlock()).isEqualTo("data: " + i + "\n");
			}
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
		server.awaitNoConnections();
		assertThat(this.log.messages()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mono", "/stage", "/late-stage" })
	void shouldWriteOneElementAndEnd(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: 7\n");
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/empty-flux", "/empty-mono", "/empty-stream", "/empty-stage" })
	void shouldEndWithoutElements(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
	}

	@Test
	void shouldWriteElementsAsWhatTheyAre() throws IOException {
		try (SseTestClient client = server.open("/elements")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data:  a\n");
			assertThat(client.readBlock()).isEqualTo("data: \ndata: \n");
			assertThat(client.readBlock()).isEqualTo("data: \n");
			assertThat(client.readBlock()).isEqualTo("data: {\"name\":\"rex\"}\n");
			assertThat(client.readBlock()).isEqualTo("event: named\ndata: x\nid: own\n");
			assertThat(client.readBlock()).isEqualTo(": note\nevent: spring\ndata: y\nid: 5\n");
			assertThat(client.readBlock()).isEqualTo(END);
		}
	}

	@Test
	void shouldAnswerAClientWhoseStreamIsOverWithNoContent() throws IOException {
		int calls = server.bean(Application.class).calls.get();
		try (SseTestClient client = server.open("/flux", "Last-Event-ID: sse-end")) {
			assertThat(client.status()).isEqualTo(204);
		}
		assertThat(server.bean(Application.class).calls).hasValue(calls);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fails-first-flux", "/fails-first-stream", "/fails-first-stage", "/fails-late-flux" })
	void shouldAnswerAnErrorBeforeTheFirstElementAsAnyOther(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(418);
			assertThat(client.header("Content-Type")).startsWith("text/plain");
			assertThat(client.readRest()).isEqualTo("handled on purpose");
		}
		server.awaitNoConnections();
		assertThat(this.log.messages()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/fails-flux", "/fails-stream" })
	void shouldTellAnErrorAfterTheFirstElementWithoutItsText(String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: 0\n");
			assertThat(client.readBlock()).startsWith("event: error\ndata: {")
				.contains("\"status\":500", "\"title\":\"Internal Server Error\"")
				.doesNotContain("purpose");
			assertThat(client.readBlock()).isEqualTo(END);
			assertThat(client.readBlock()).isNull();
		}
		assertThat(this.log.messages()).singleElement().asString().contains("Source of an event stream failed");
	}

	@Test
	void shouldTellTheErrorResponseOfTheApplication() throws IOException {
		try (SseTestClient client = server.open("/fails-with-response")) {
			client.readBlock();
			client.readBlock();
			assertThat(client.readBlock()).startsWith("event: error\ndata: {")
				.contains("\"status\":507", "\"detail\":\"quota is used up\"");
		}
	}

	@Test
	void shouldTellAnElementThatCannotBeWritten() throws IOException {
		try (SseTestClient client = server.open("/too-large")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: small\n");
			assertThat(client.readBlock()).startsWith("event: error\n");
			assertThat(client.readBlock()).isEqualTo(END);
		}
	}

	@Test
	void shouldOpenAndBeatWhileTheSourceTakesItsTime() throws IOException {
		try (SseTestClient client = server.open("/never")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldTakeABodyThatIsPosted() throws IOException {
		String request = "POST /post HTTP/1.1\r\nHost: x\r\nAccept: %s\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc";
		try (SseTestClient client = SseTestClient.raw(server.port(), request.formatted("text/event-stream"))) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			assertThat(client.readBlock()).isEqualTo("data: a\n");
			assertThat(client.readBlock()).isEqualTo("data: b\n");
			assertThat(client.readBlock()).isEqualTo("data: c\n");
			assertThat(client.readBlock()).isEqualTo(END);
		}
		try (SseTestClient client = SseTestClient.raw(server.port(), request.formatted("application/json"))) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readRest()).isEqualTo("[\"abc\"]");
		}
		try (SseTestClient client = SseTestClient.raw(server.port(), request.formatted("image/png"))) {
			assertThat(client.status()).isEqualTo(406);
		}
	}

	@Test
	void shouldNotBeInTheRoomOfAll() throws IOException {
		try (SseTestClient client = server.open("/never")) {
			assertThat(client.readBlock()).isEqualTo(OPEN);
			server.hub().broadcast(SseHub.ALL, "for all");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldAnswerHeadWithoutRunningTheSource() throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", "/closeable")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
		}
		Application application = server.bean(Application.class);
		assertThat(application.closed).hasValue(application.opened.get());
	}

	@RestController
	static class Application {

		final AtomicInteger calls = new AtomicInteger();

		final AtomicInteger opened = new AtomicInteger();

		final AtomicInteger closed = new AtomicInteger();

		private static List<Integer> numbers() {
			return IntStream.range(0, 100).boxed().toList();
		}

		@SseEndpoint("/flux")
		Flux<Integer> flux() {
			this.calls.incrementAndGet();
			return Flux.range(0, 100);
		}

		@SseEndpoint("/slow-flux")
		Flux<Integer> slowFlux() {
			return Flux.range(0, 100).delayElements(Duration.ofMillis(2));
		}

		@SseEndpoint("/publisher")
		Publisher<Integer> publisher() {
			return Flux.range(0, 100);
		}

		@SseEndpoint("/flow")
		Flow.Publisher<Integer> flow() {
			return FlowAdapters.toFlowPublisher(Flux.range(0, 100));
		}

		@SseEndpoint("/stream")
		Stream<Integer> stream() {
			return numbers().stream();
		}

		@SseEndpoint("/int-stream")
		IntStream intStream() {
			return IntStream.range(0, 100);
		}

		@SseEndpoint("/iterator")
		Iterator<Integer> iterator() {
			return numbers().iterator();
		}

		@SseEndpoint("/iterable")
		List<Integer> iterable() {
			return numbers();
		}

		@SseEndpoint("/entity")
		ResponseEntity<Flux<Integer>> entity() {
			return ResponseEntity.ok().header("X-Own", "yes").body(Flux.range(0, 100));
		}

		@SseEndpoint("/options")
		SseStream<Integer> options() {
			return SseStream.from(Flux.range(0, 100));
		}

		@SseEndpoint("/adapted")
		Countdown adapted() {
			return new Countdown(100);
		}

		@SseEndpoint("/mono")
		Mono<Integer> mono() {
			return Mono.just(7);
		}

		@SseEndpoint("/stage")
		CompletionStage<Integer> stage() {
			return CompletableFuture.completedStage(7);
		}

		@SseEndpoint("/late-stage")
		CompletableFuture<Integer> lateStage() {
			return CompletableFuture.supplyAsync(() -> 7, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
		}

		@SseEndpoint("/empty-flux")
		Flux<Integer> emptyFlux() {
			return Flux.empty();
		}

		@SseEndpoint("/empty-mono")
		Mono<Integer> emptyMono() {
			return Mono.empty();
		}

		@SseEndpoint("/empty-stream")
		Stream<Integer> emptyStream() {
			return Stream.empty();
		}

		@SseEndpoint("/empty-stage")
		CompletionStage<Void> emptyStage() {
			return CompletableFuture.completedStage(null);
		}

		@SseEndpoint("/elements")
		Flux<Object> elements() {
			return Flux.just(" a", "\n", "", new Dog("rex"),
					SseEvent.builder().event("named").data("x").id("own").build(),
					ServerSentEvent.builder("y").event("spring").id("5").comment("note").build());
		}

		@SseEndpoint("/fails-first-flux")
		Flux<Integer> failsFirstFlux() {
			return Flux.error(new TeapotException());
		}

		@SseEndpoint("/fails-late-flux")
		Flux<Integer> failsLateFlux() {
			return Flux.<Integer>error(new TeapotException()).delaySubscription(Duration.ofMillis(50));
		}

		@SseEndpoint("/fails-first-stream")
		Stream<Integer> failsFirstStream() {
			return Stream.generate(() -> {
				throw new TeapotException();
			});
		}

		@SseEndpoint("/fails-first-stage")
		CompletionStage<Integer> failsFirstStage() {
			return CompletableFuture.supplyAsync(() -> {
				throw new TeapotException();
			});
		}

		@SseEndpoint("/fails-flux")
		Flux<Integer> failsFlux() {
			return Flux.just(0).concatWith(Flux.error(new TeapotException()));
		}

		@SseEndpoint("/fails-stream")
		Stream<Integer> failsStream() {
			return Stream.of(0, 1).peek((number) -> {
				if (number == 1) {
					throw new TeapotException();
				}
			});
		}

		@SseEndpoint("/fails-with-response")
		Flux<Integer> failsWithResponse() {
			return Flux.just(0)
				.concatWith(
						Flux.error(new ResponseStatusException(HttpStatus.INSUFFICIENT_STORAGE, "quota is used up")));
		}

		@SseEndpoint("/too-large")
		Flux<String> tooLarge() {
			return Flux.just("small", "x".repeat(300_000), "never");
		}

		@SseEndpoint("/never")
		Flux<String> never() {
			return Flux.never();
		}

		@SseEndpoint(path = "/post", method = RequestMethod.POST)
		Flux<String> post(@RequestBody String body) {
			return Flux.fromArray(body.split(""));
		}

		@PostMapping(path = "/post", produces = "application/json")
		List<String> postJson(@RequestBody String body) {
			return new ArrayList<>(List.of(body));
		}

		@SseEndpoint("/closeable")
		Stream<Integer> closeable() {
			this.opened.incrementAndGet();
			return numbers().stream().onClose(this.closed::incrementAndGet);
		}

		@ExceptionHandler(TeapotException.class)
		ResponseEntity<String> handle(TeapotException ex) {
			return ResponseEntity.status(418).contentType(MediaType.TEXT_PLAIN).body("handled " + ex.getMessage());
		}

		@Bean
		static EndpointResultAdapter countdowns() {
			return new CountdownAdapter();
		}

	}

	static final class TeapotException extends RuntimeException {

		TeapotException() {
			super("on purpose");
		}

	}

	record Dog(String name) {

	}

	record Countdown(int from) {

	}

	private static final class CountdownAdapter implements EndpointResultAdapter {

		@Override
		public boolean supports(ResolvableType type) {
			return type.resolve() == Countdown.class;
		}

		@Override
		public EndpointResult adapt(Object value) {
			return SseStream.from(Flux.range(0, ((Countdown) value).from()));
		}

	}

}
