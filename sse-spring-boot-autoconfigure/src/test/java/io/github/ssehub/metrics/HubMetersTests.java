package io.github.ssehub.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreams;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HubMetersTests {

	private static TestServer server;

	private static MeterRegistry registry;

	@BeforeAll
	static void start() {
		server = TestServer.start(Kind.TOMCAT, Application.class, LibraryImportFilter.ACTUATOR,
				"management.endpoints.web.exposure.include=prometheus", "sse.heartbeat=0", "sse.replay.events=5");
		registry = server.bean(MeterRegistry.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		// A moment after it is gone it is counted
		awaitValue(0, "sse.connections");
	}

	@Test
	void shouldCountStreamsAndWhatTheyAreSent() throws IOException {
		double opened = value("sse.connections.opened");
		double completed = value("sse.connections.closed", "reason", "completed");
		double published = value("sse.events.published");
		double delivered = value("sse.events.delivered");
		double bytes = value("sse.bytes");
		long opens = timer("sse.open").count();
		try (SseTestClient first = server.open("/rooms/counted");
				SseTestClient second = server.open("/rooms/counted")) {
			String opening = first.readBlock();
			second.readBlock();
			awaitValue(opened + 2, "sse.connections.opened");
			assertThat(value("sse.connections")).isEqualTo(2);
			await().until(() -> timer("sse.open").count() == opens + 2);
			server.hub().broadcast("counted", "1");
			server.hub().broadcast("counted", "2");
			server.hub().connections().get(0).send(SseEvent.of("3"));
			awaitValue(delivered + 5, "sse.events.delivered");
			assertThat(value("sse.events.published")).isEqualTo(published + 2);
			assertThat(value("sse.bytes") - bytes).isGreaterThan(2.0 * opening.length());
			assertThat(value("sse.log.entries")).isGreaterThanOrEqualTo(2);
			assertThat(value("sse.log.bytes")).isPositive();
			assertThat(value("sse.rooms")).isGreaterThanOrEqualTo(1);
			server.closeStreams();
		}
		awaitValue(completed + 2, "sse.connections.closed", "reason", "completed");
		assertThat(value("sse.connections")).isZero();
	}

	@Test
	void shouldTimePublishing() {
		Timer timer = timer("sse.publish");
		long count = timer.count();
		server.hub().broadcast("timed", "1");
		assertThat(timer.count()).isEqualTo(count + 1);
		assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
	}

	@Test
	void shouldTimeTheOpeningFromTheRequest() throws IOException {
		try (SseTestClient client = server.open("/slow")) {
			client.readBlock();
			await().untilAsserted(() -> assertThat(timer("sse.open").max(TimeUnit.MILLISECONDS))
				.isGreaterThanOrEqualTo(Application.SLOW.toMillis()));
		}
	}

	@Test
	void shouldCountReplayAndSnapshots() throws IOException {
		double delivered = value("sse.events.delivered");
		for (int i = 0; i < 3; i++) {
			server.hub().broadcast("replayed", "event " + i);
		}
		try (SseTestClient client = server.open("/replay/replayed")) {
			assertThat(client.readData()).isEqualTo("event 0");
			awaitValue(delivered + 3, "sse.events.delivered");
		}
		try (SseTestClient client = server.open("/snapshot")) {
			assertThat(client.readData()).isEqualTo("first");
			assertThat(client.readData()).isEqualTo("second");
			awaitValue(delivered + 5, "sse.events.delivered");
		}
	}

	@Test
	void shouldCountGapsByReason() throws IOException {
		double unknown = value("sse.gaps", "reason", "unknown");
		double expired = value("sse.gaps", "reason", "expired");
		String id = server.hub().broadcast("gaps", "0");
		for (int i = 1; i < 10; i++) {
			server.hub().broadcast("gaps", "" + i);
		}
		try (SseTestClient client = server.open("/rooms/gaps", "Last-Event-ID: nonsense")) {
			client.readBlock();
			awaitValue(unknown + 1, "sse.gaps", "reason", "unknown");
		}
		try (SseTestClient client = server.open("/rooms/gaps", "Last-Event-ID: " + id)) {
			client.readBlock();
			awaitValue(expired + 1, "sse.gaps", "reason", "expired");
		}
	}

	@Test
	void shouldCountRefusalsByLimit() throws IOException {
		double refused = value("sse.connections.refused", "limit", "rooms");
		double opened = value("sse.connections.opened");
		try (SseTestClient client = server.open("/many")) {
			assertThat(client.status()).isEqualTo(400);
		}
		assertThat(value("sse.connections.refused", "limit", "rooms")).isEqualTo(refused + 1);
		assertThat(value("sse.connections.opened")).isEqualTo(opened);
	}

	@Test
	void shouldTellSourcesByState() throws IOException {
		double delivered = value("sse.events.delivered");
		try (SseTestClient client = server.open("/source")) {
			assertThat(client.readData()).isEqualTo("element");
			assertThat(value("sse.sources", "state", "running")).isOne();
			awaitValue(delivered + 1, "sse.events.delivered");
		}
		server.closeStreams();
		awaitValue(0, "sse.sources", "state", "running");
		try (SseTestClient client = server.open("/detached")) {
			assertThat(client.readData()).isEqualTo("element");
			assertThat(value("sse.sources", "state", "running")).isOne();
			server.bean(SseStreams.class).stop(client.header(SseStreams.HEADER));
			awaitValue(1, "sse.sources", "state", "stopped");
			assertThat(value("sse.sources", "state", "running")).isZero();
		}
	}

	@Test
	void shouldHaveNoTagWithoutBounds() throws IOException {
		Set<String> before = series();
		for (int i = 0; i < 5; i++) {
			try (SseTestClient client = server.open("/rooms/bounds-" + i)) {
				client.readBlock();
				server.hub().broadcast("bounds-" + i, "data");
			}
		}
		assertThat(series()).isEqualTo(before);
		assertThat(meters()).allSatisfy((meter) -> assertThat(meter.getId().getTags()).extracting(Tag::getKey)
			.isSubsetOf("reason", "loop", "state", "limit"));
		assertThat(meters()).allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		assertThat(meters()).extracting((meter) -> meter.getId().getName())
			.noneMatch((name) -> name.startsWith("sse.cluster"));
	}

	@Test
	void shouldHaveAllThatTheDashboardAsksFor() throws IOException {
		server.open("/rooms/dashboard").close();
		DashboardQueries.read().assertAnsweredBy(scrape(), (metric) -> !metric.startsWith("sse_cluster"));
	}

	private static String scrape() throws IOException {
		try (SseTestClient client = server.open("/actuator/prometheus")) {
			assertThat(client.status()).isEqualTo(200);
			return client.readRest();
		}
	}

	private static Set<String> series() {
		return meters().stream()
			.map((meter) -> meter.getId().toString())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Meter> meters() {
		return registry.getMeters().stream().filter((meter) -> meter.getId().getName().startsWith("sse.")).toList();
	}

	private static Timer timer(String name) {
		return registry.get(name).timer();
	}

	private static double value(String name, String... tags) {
		return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
	}

	private static void awaitValue(double expected, String name, String... tags) {
		await().pollInterval(Duration.ofMillis(5))
			.untilAsserted(() -> assertThat(value(name, tags)).as(name).isEqualTo(expected));
	}

	@RestController
	static class Application {

		static final Duration SLOW = Duration.ofMillis(100);

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@SseEndpoint(path = "/replay/{room}", rooms = "{room}", replayLatest = 3)
		void replay(@PathVariable String room) {
		}

		@SseEndpoint("/snapshot")
		SseSubscription snapshot() {
			return SseSubscription.to("snapshot")
				.snapshot((position) -> List.of(SseEvent.of("first"), SseEvent.of("second")));
		}

		@SseEndpoint("/many")
		List<String> many() {
			return IntStream.range(0, 101).mapToObj((number) -> "room-" + number).toList();
		}

		@SseEndpoint("/slow")
		String slow() throws InterruptedException {
			Thread.sleep(SLOW.toMillis());
			return "slow";
		}

		@SseEndpoint("/source")
		Publisher<String> source() {
			return Flux.just("element").concatWith(Flux.never());
		}

		@SseEndpoint("/detached")
		SseStream<String> detached() {
			return SseStream.from(Flux.just("element").concatWith(Flux.never())).detached(Duration.ofMinutes(1));
		}

	}

}
