package io.github.ssehub;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams for one caller whose source runs on when the client goes.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class DetachedStreamTests {

	private static final Duration STOP_TIME = Duration.ofMillis(100);

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.limits.streams-per-user=5",
				"sse.limits.stream-size=200KB", "sse.replay.total=1MB");
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

	@Test
	void shouldTellItsIdInTheHeaderAndInAllIds() throws IOException {
		try (SseTestClient client = server.open("/tokens?count=3")) {
			String id = client.header("Sse-Stream");
			assertThat(id).matches("[A-Za-z0-9_-]{22}");
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 3000\ndata: {}\nid: " + id + ".");
			for (int i = 0; i < 3; i++) {
				assertThat(client.readBlock()).startsWith("data: " + i + "\nid: " + id + ".");
			}
			assertThat(client.readBlock()).isNull();
		}
		assertThat(this.log.messages()).isEmpty();
	}

	@Test
	void shouldGoOnWhereTheClientWasCutOff() throws IOException {
		int runs = runs();
		String last;
		try (SseTestClient client = server.open("/tokens?count=100&delay=5")) {
			client.readBlock();
			client.readBlock();
			last = id(client.readBlock());
		}
		try (SseTestClient client = server.open("/tokens?count=100&delay=5", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).contains("event: sse-open\n").endsWith("id: " + last + "\n");
			for (int i = 2; i < 100; i++) {
				String block = client.readBlock();
				assertThat(block).startsWith("data: " + i + "\n");
				last = id(block);
			}
			assertThat(client.readBlock()).isNull();
		}
		assertThat(runs()).isEqualTo(runs + 1);
		try (SseTestClient client = server.open("/tokens", "Last-Event-ID: " + last)) {
			assertThat(client.status()).isEqualTo(204);
		}
	}

	@Test
	void shouldGoOnFromTheOpening() throws IOException {
		int runs = runs();
		String first;
		try (SseTestClient client = server.open("/tokens?count=10")) {
			first = id(client.readBlock());
		}
		try (SseTestClient client = server.open("/tokens?count=10", "Last-Event-ID: " + first)) {
			client.readBlock();
			assertThat(readAll(client)).isEqualTo(numbers(0, 10));
		}
		assertThat(runs()).isEqualTo(runs + 1);
	}

	@Test
	void shouldResumeByIdFromTheStart() throws IOException {
		String id;
		try (SseTestClient client = server.open("/tokens?count=20&delay=5")) {
			id = client.header("Sse-Stream");
		}
		try (SseTestClient client = server.open("/resume/" + id)) {
			assertThat(client.header("Sse-Stream")).isEqualTo(id);
			client.readBlock();
			assertThat(readAll(client)).isEqualTo(numbers(0, 20));
		}
	}

	@Test
	void shouldAnswerForAnUnknownIdAsForThatOfAnotherUser() throws IOException {
		String id;
		String event;
		try (SseTestClient client = server.open("/tokens?count=1000&delay=20", "X-User: ann")) {
			id = client.header("Sse-Stream");
			event = id(client.readBlock());
		}
		String unknown = "A".repeat(22);
		for (String other : List.of(id, unknown)) {
			try (SseTestClient client = server.open("/resume/" + other, "X-User: bob")) {
				assertThat(client.status()).isEqualTo(404);
				assertThat(client.readRest()).contains("There is no such event stream");
			}
			try (SseTestClient client = SseTestClient.request(server.port(), "DELETE", "/resume/" + other,
					"X-User: bob")) {
				assertThat(client.status()).isEqualTo(404);
			}
			try (SseTestClient client = server.open("/tokens", "X-User: bob",
					"Last-Event-ID: " + event.replace(id, other))) {
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.readBlock()).contains("event: sse-gap\n", "expired").endsWith("id: sse-end\n");
				assertThat(client.readBlock()).isNull();
			}
		}
		assertThat(server.bean(SseStreams.class).find(id)).isEqualTo(SseStreamState.RUNNING);
		server.bean(SseStreams.class).stop(id);
	}

	@Test
	void shouldTellClientsThatKnowNoNamesOfNothingInTheirData() throws IOException {
		String first;
		String last;
		try (SseTestClient client = server.open("/unnamed?count=20")) {
			assertThat(client.header("Sse-Stream")).matches("[A-Za-z0-9_-]{22}~");
			assertThat(client.readBlock()).startsWith("retry: 3000\n");
			first = id(client.readBlock());
			client.readRest();
		}
		// The log has no space for the first ones any more
		for (int i = 0; i < 15; i++) {
			server.hub().broadcast("filler" + i % 3, "x".repeat(100_000));
		}
		try (SseTestClient client = server.open("/unnamed", "Last-Event-ID: " + first)) {
			assertThat(client.readBlock()).isEqualTo("retry: 3000\nid: " + first + "\n");
			String gap = client.readBlock();
			assertThat(gap).startsWith(":\nid: ").doesNotContain("data", "event");
			last = id(gap);
			for (String block = client.readBlock(); block != null; block = client.readBlock()) {
				assertThat(block).doesNotContain("sse-");
			}
		}
		await().until(() -> server.bean(Application.class).gaps.stream()
			.anyMatch((gap) -> first.equals(gap.lastEventId()) && gap.reason() == SseGap.Reason.EXPIRED));
		IntStream.range(0, 3).forEach((i) -> server.hub().close("filler" + i));
		String unknown = "A".repeat(22) + last.substring(22);
		try (SseTestClient client = server.open("/unnamed", "Last-Event-ID: " + unknown)) {
			assertThat(client.status()).isEqualTo(404);
		}
	}

	// A machine that is busy may be slow now and then, but not each time
	@Test
	void shouldStopForAllReadersAtOnce() throws Exception {
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			List<Duration> times = new ArrayList<>();
			do {
				times.add(timeToStop(executor, 20));
				assertThat(times).last(InstanceOfAssertFactories.DURATION).isLessThan(Duration.ofSeconds(5));
			}
			while (times.size() < 10 && Collections.min(times).compareTo(STOP_TIME) > 0);
			assertThat(Collections.min(times)).as(times::toString).isLessThanOrEqualTo(STOP_TIME);
		}
		finally {
			executor.shutdownNow();
		}
	}

	// From the request to stop to the last byte that the last of all readers gets
	private static Duration timeToStop(ExecutorService executor, int readers) throws Exception {
		List<SseTestClient> clients = new ArrayList<>();
		try {
			clients.add(server.open("/tokens?count=100000&delay=5", "X-User: ann"));
			String path = "/resume/" + clients.get(0).header("Sse-Stream");
			while (clients.size() < readers) {
				clients.add(server.open(path, "X-User: ann"));
			}
			List<Future<Long>> ends = new ArrayList<>();
			CountDownLatch reading = new CountDownLatch(readers);
			for (SseTestClient client : clients) {
				ends.add(executor.submit(() -> {
					client.readBlock();
					client.readBlock();
					reading.countDown();
					client.readRest();
					return System.nanoTime();
				}));
			}
			assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
			long start = System.nanoTime();
			try (SseTestClient client = SseTestClient.request(server.port(), "DELETE", path, "X-User: ann")) {
				assertThat(client.status()).isEqualTo(204);
			}
			long end = start;
			for (Future<Long> future : ends) {
				end = Math.max(end, future.get(20, TimeUnit.SECONDS));
			}
			return Duration.ofNanos(end - start);
		}
		finally {
			for (SseTestClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	void shouldStopForAllReaders() throws Exception {
		try (SseTestClient first = server.open("/tokens?count=100000&delay=5", "X-User: ann");
				SseTestClient second = server.open("/resume/" + first.header("Sse-Stream"), "X-User: ann")) {
			first.readBlock();
			first.readBlock();
			String id = first.header("Sse-Stream");
			try (SseTestClient client = SseTestClient.request(server.port(), "DELETE", "/resume/" + id,
					"X-User: ann")) {
				assertThat(client.status()).isEqualTo(204);
			}
			first.readRest();
			second.readRest();
			assertThat(server.bean(SseStreams.class).find(id)).isEqualTo(SseStreamState.STOPPED);
			await().until(() -> server.bean(Application.class).cancelled.get() > 0);
		}
	}

	@Test
	void shouldRunOnWithoutReadersAndBeKept() throws IOException {
		String id;
		try (SseTestClient client = server.open("/tokens?count=50&delay=5")) {
			id = client.header("Sse-Stream");
		}
		SseStreams streams = server.bean(SseStreams.class);
		await().until(() -> streams.find(id) == SseStreamState.COMPLETED);
		try (SseTestClient client = server.open("/resume/" + id)) {
			client.readBlock();
			assertThat(readAll(client)).isEqualTo(numbers(0, 50));
		}
		assertThat(server.hub().rooms()).isEmpty();
	}

	@Test
	void shouldForgetAStreamAfterItsTime() throws IOException {
		String id;
		String last = "";
		try (SseTestClient client = server.open("/tokens?count=5&keep=100")) {
			id = client.header("Sse-Stream");
			for (String block = client.readBlock(); block != null; block = client.readBlock()) {
				last = id(block);
			}
		}
		await().until(() -> server.bean(SseStreams.class).find(id) == null);
		try (SseTestClient client = server.open("/tokens?count=5&keep=100", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).contains("event: sse-gap\n").endsWith("id: sse-end\n");
		}
	}

	@Test
	void shouldRefuseAStreamTooMany() throws IOException {
		List<String> ids = new ArrayList<>();
		try {
			for (int i = 0; i < 5; i++) {
				try (SseTestClient client = server.open("/tokens?count=100000&delay=20", "X-User: eve")) {
					ids.add(client.header("Sse-Stream"));
				}
			}
			int closed = server.bean(Application.class).closed.get();
			try (SseTestClient client = server.open("/rows", "X-User: eve")) {
				assertThat(client.status()).isEqualTo(429);
				assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			}
			assertThat(server.bean(Application.class).closed).hasValue(closed + 1);
			server.bean(SseStreams.class).stop(ids.get(0));
			server.closeStreams();
			try (SseTestClient client = server.open("/tokens?count=1", "X-User: eve")) {
				assertThat(client.status()).isEqualTo(200);
			}
		}
		finally {
			ids.forEach((id) -> {
				if (server.bean(SseStreams.class).find(id) != null) {
					server.bean(SseStreams.class).stop(id);
				}
			});
		}
	}

	@Test
	void shouldEndAStreamThatIsTooLarge() throws IOException {
		try (SseTestClient client = server.open("/tokens?count=100000")) {
			String rest = client.readRest();
			assertThat(rest).contains("event: error\n", "\"status\":507", "larger than 204800 bytes");
			assertThat(server.bean(SseStreams.class).find(client.header("Sse-Stream")))
				.isEqualTo(SseStreamState.FAILED);
		}
	}

	@Test
	void shouldGiveLateReadersOneElementForThoseTheyMissed() throws IOException {
		String id;
		String second;
		try (SseTestClient client = server.open("/text?count=100&delay=5")) {
			id = client.header("Sse-Stream");
			client.readBlock();
			client.readBlock();
			second = id(client.readBlock());
			for (int i = 2; i < 50; i++) {
				client.readBlock();
			}
		}
		String whole = IntStream.range(0, 100).mapToObj((i) -> i + " ").collect(Collectors.joining());
		try (SseTestClient client = server.open("/resume/" + id)) {
			// A client that is cut off before the next block has nothing
			assertThat(client.readBlock()).contains("event: sse-open\n").doesNotContain("id: ");
			String first = client.readBlock();
			assertThat(first).startsWith("data: 0 1 2 3 4 ").contains(" 40 ").contains("id: " + id + ".");
			assertThat(data(first) + String.join("", readAll(client))).isEqualTo(whole);
		}
		try (SseTestClient client = server.open("/text", "Last-Event-ID: " + second)) {
			assertThat(client.readBlock()).endsWith("id: " + second + "\n");
			assertThat(String.join("", readAll(client))).isEqualTo(whole.substring("0 1 ".length()));
		}
	}

	@Test
	void shouldGiveLateReadersChunksOfTheSameCompletion() throws IOException {
		String id;
		Set<String> completions = new HashSet<>();
		try (SseTestClient client = server.open("/completion?count=200&delay=5")) {
			id = client.header("Sse-Stream");
			for (int i = 0; i < 10; i++) {
				addCompletion(client.readBlock(), completions);
			}
			try (SseTestClient late = server.open("/resume/" + id)) {
				late.readBlock();
				assertThat(late.readBlock()).as("as for the first reader").contains("\"role\":\"assistant\"");
				String missed = late.readBlock();
				assertThat(missed).contains("\"content\":\"0 1 2 ");
				addCompletion(missed, completions);
				addCompletion(late.readBlock(), completions);
			}
		}
		assertThat(completions).hasSize(1);
		server.bean(SseStreams.class).stop(id);
	}

	private static void addCompletion(String block, Set<String> completions) {
		Matcher matcher = Pattern.compile("\"id\":\"(chatcmpl-[^\"]+)\".*\"created\":([0-9]+)").matcher(block);
		if (matcher.find()) {
			completions.add(matcher.group(1) + " " + matcher.group(2));
		}
	}

	@Test
	void shouldEndThoughTheLastEventCannotBeWritten() throws IOException {
		try (SseTestClient client = server.open("/large-end")) {
			client.readBlock();
			assertThat(client.readBlock()).startsWith("data: a\n");
			assertThat(client.readBlock()).isNull();
			assertThat(server.bean(SseStreams.class).find(client.header("Sse-Stream")))
				.isEqualTo(SseStreamState.COMPLETED);
		}
	}

	@Test
	void shouldKeepItsReconnectionTimeForThoseWhoComeBack() throws IOException {
		String last;
		try (SseTestClient client = server.open("/large-end")) {
			last = id(client.readBlock());
		}
		try (SseTestClient client = server.open("/large-end", "Last-Event-ID: " + last)) {
			assertThat(client.readBlock()).contains("retry: 500\n");
		}
	}

	@Test
	void shouldForgetAStreamOfWhichNobodyWasTold() throws IOException {
		int cancelled = server.bean(Application.class).cancelled.get();
		SseTestClient.openStalled(server.port(), "/silent").close();
		await().until(() -> server.bean(Application.class).waiting.get() > 0);
		server.bean(Application.class).connections.forEach(SseConnection::close);
		await().until(() -> server.bean(Application.class).cancelled.get() > cancelled);
	}

	@Test
	void shouldRefuseToJoinRooms() throws IOException {
		try (SseTestClient client = server.open("/joins")) {
			assertThat(client.status()).isEqualTo(500);
		}
	}

	@Test
	void shouldLoseAndDoubleNothingAcrossCuts() throws Exception {
		int count = 2000;
		int runs = runs();
		String id;
		try (SseTestClient client = server.open("/tokens?count=" + count + "&delay=1", "X-User: ann")) {
			id = client.header("Sse-Stream");
		}
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			List<Future<List<String>>> readers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				Random random = new Random(i);
				Callable<List<String>> reader = () -> readWithCuts(id, random, 10);
				readers.add(executor.submit(reader));
			}
			for (Future<List<String>> reader : readers) {
				assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(numbers(0, count));
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(runs()).isEqualTo(runs + 1);
	}

	private static List<String> readWithCuts(String id, Random random, int cuts) throws IOException {
		List<String> received = new ArrayList<>();
		String last = null;
		for (int cut = 0;; cut++) {
			String[] headers = (last != null) ? new String[] { "X-User: ann", "Last-Event-ID: " + last }
					: new String[] { "X-User: ann" };
			try (SseTestClient client = server.open("/resume/" + id, headers)) {
				if (client.status() == 204) {
					return received;
				}
				int blocks = (cut < cuts) ? random.nextInt(200) : Integer.MAX_VALUE;
				for (int i = 0; i < blocks; i++) {
					String block = client.readBlock();
					if (block == null) {
						return received;
					}
					assertThat(block).doesNotContain("sse-gap");
					last = block.contains("id: ") ? id(block) : last;
					if (!block.contains("event: ") && block.contains("data: ")) {
						received.add(data(block));
					}
				}
			}
		}
	}

	private static int runs() {
		return server.bean(Application.class).runs.get();
	}

	private static String id(String block) {
		return block.substring(block.indexOf("id: ") + 4).trim();
	}

	private static String data(String block) {
		int start = block.indexOf("data: ") + 6;
		return block.substring(start, block.indexOf('\n', start));
	}

	private static List<String> readAll(SseTestClient client) throws IOException {
		List<String> result = new ArrayList<>();
		for (String block = client.readBlock(); block != null; block = client.readBlock()) {
			if (block.contains("data: ")) {
				result.add(data(block));
			}
		}
		return result;
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

	@RestController
	static class Application {

		final AtomicInteger runs = new AtomicInteger();

		final AtomicInteger cancelled = new AtomicInteger();

		final AtomicInteger closed = new AtomicInteger();

		final AtomicInteger waiting = new AtomicInteger();

		final List<SseGap> gaps = new CopyOnWriteArrayList<>();

		final List<SseConnection> connections = new CopyOnWriteArrayList<>();

		private final SseStreams streams;

		Application(SseStreams streams) {
			this.streams = streams;
		}

		@SseEndpoint("/tokens")
		SseStream<String> tokens(@RequestParam(defaultValue = "0") int count,
				@RequestParam(defaultValue = "0") int delay, @RequestParam(defaultValue = "60000") int keep) {
			this.runs.incrementAndGet();
			return SseStream.from(numbers(count, delay).map(String::valueOf)).detached(Duration.ofMillis(keep));
		}

		@SseEndpoint("/unnamed")
		SseStream<Object> unnamed(@RequestParam(defaultValue = "0") int count) {
			// Of the application, so that there is something to lose
			return SseStream.<Object>from(numbers(count, 0).map((i) -> Map.of("own", i + "x".repeat(1000))))
				.format(SseFormat.OPENAI)
				.detached(Duration.ofMinutes(1));
		}

		@Bean
		SseHubListener gaps() {
			return new SseHubListener() {

				@Override
				public void gap(SseConnection connection, SseGap gap) {
					Application.this.gaps.add(gap);
				}

			};
		}

		@SseEndpoint("/large-end")
		SseStream<String> largeEnd() {
			return SseStream.<String>from(Flux.just("a"))
				.doneEvent(SseEvent.of("x".repeat(300_000)))
				.retry(Duration.ofMillis(500))
				.detached(Duration.ofMinutes(1));
		}

		@SseEndpoint("/silent")
		SseStream<String> silent(SseConnection connection) {
			this.connections.add(connection);
			return SseStream
				.<String>from(Flux.<String>never()
					.doOnSubscribe((subscription) -> this.waiting.incrementAndGet())
					.doOnCancel(this.cancelled::incrementAndGet))
				.detached(Duration.ofMinutes(1));
		}

		@SseEndpoint("/joins")
		SseStream<String> joins(SseConnection connection) {
			connection.join("room");
			return SseStream.<String>from(Flux.just("a")).detached(Duration.ofMinutes(1));
		}

		@SseEndpoint("/rows")
		SseStream<String> rows() {
			return SseStream.<String>from(Stream.of("row").onClose(this.closed::incrementAndGet))
				.detached(Duration.ofMinutes(1));
		}

		@SseEndpoint("/text")
		SseStream<String> text(@RequestParam(defaultValue = "0") int count,
				@RequestParam(defaultValue = "0") int delay) {
			return SseStream.from(numbers(count, delay).map((number) -> number + " "))
				.aggregator(String::concat)
				.detached(Duration.ofMinutes(1));
		}

		@SseEndpoint("/completion")
		SseStream<String> completion(@RequestParam int count, @RequestParam int delay) {
			return text(count, delay).format(SseFormat.OPENAI);
		}

		private Flux<Integer> numbers(int count, int delay) {
			Flux<Integer> numbers = Flux.range(0, count);
			return ((delay > 0) ? numbers.delayElements(Duration.ofMillis(delay)) : numbers)
				.doOnCancel(this.cancelled::incrementAndGet);
		}

		@SseEndpoint(path = "/resume/{id}", method = RequestMethod.GET)
		EndpointResult resume(@PathVariable String id) {
			return this.streams.resume(id);
		}

		@DeleteMapping("/resume/{id}")
		void stop(@PathVariable String id, HttpServletResponse response) {
			this.streams.stop(id);
			response.setStatus(204);
		}

		@Bean
		static OncePerRequestFilter users() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					chain.doFilter(new HttpServletRequestWrapper(request) {

						@Override
						public Principal getUserPrincipal() {
							String user = getHeader("X-User");
							return (user != null) ? () -> user : null;
						}

					}, response);
				}

			};
		}

	}

}
