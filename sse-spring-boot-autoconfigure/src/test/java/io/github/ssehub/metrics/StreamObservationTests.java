package io.github.ssehub.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StreamObservationTests {

	@Nested
	class OnTomcat extends OnServer {

		OnTomcat() {
			super(Kind.TOMCAT);
		}

	}

	@Nested
	class OnJetty extends OnServer {

		OnJetty() {
			super(Kind.JETTY);
		}

	}

	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	abstract static class OnServer {

		private final Kind kind;

		private TestServer server;

		private SimpleMeterRegistry registry;

		OnServer(Kind kind) {
			this.kind = kind;
		}

		@BeforeAll
		void start() {
			this.server = TestServer.start(this.kind, Application.class, LibraryImportFilter.ACTUATOR);
			this.registry = this.server.bean(SimpleMeterRegistry.class);
		}

		@AfterAll
		void stop() {
			this.server.close();
		}

		@BeforeEach
		void reset() {
			this.server.closeStreams();
			await().until(() -> this.server.activeRequests() == 0);
			samples().forEach(this.registry::remove);
			spans().clear();
		}

		@Test
		void shouldSampleTheOpeningOfEndpoint() throws IOException {
			shouldSampleTheOpening("/rooms/a", "/rooms/{room}");
		}

		@Test
		void shouldSampleTheOpeningOfPlainController() throws IOException {
			shouldSampleTheOpening("/plain", "/plain");
		}

		@Test
		void shouldSampleTheOpeningOfStreamForOneCaller() throws IOException {
			shouldSampleTheOpening("/caller", "/caller");
		}

		@Test
		void shouldSampleTheOpeningOfStreamThatWaits() throws IOException {
			shouldSampleTheOpening("/late-caller", "/late-caller");
		}

		private void shouldSampleTheOpening(String path, String uri) throws IOException {
			try (SseTestClient client = this.server.open(path)) {
				assertThat(client.status()).isEqualTo(200);
				Timer timer = awaitSample();
				assertThat(timer.count()).isOne();
				assertThat(timer.getId().getTag("uri")).isEqualTo(uri);
				assertThat(timer.getId().getTag("status")).isEqualTo("200");
				assertThat(timer.getId().getTag("exception")).isEqualTo("none");
				awaitNoneActive();
				SimpleSpan span = awaitSpan();
				assertThat(span.getEndTimestamp()).isAfterOrEqualTo(span.getStartTimestamp());
				await().untilAsserted(() -> assertThat(this.server.activeRequests()).isOne());
			}
			departAll();
			assertThat(samples()).hasSize(1);
			assertThat(awaitSample().count()).isOne();
			assertThat(spans()).hasSize(1);
			assertThat(spans().getFirst().getError()).isNull();
			awaitNoneActive();
		}

		// The clients are gone, which the next writes show
		private void departAll() {
			await().pollInterval(Duration.ofMillis(10)).until(() -> {
				this.server.hub().broadcast(SseHub.ALL, "x");
				this.server.hub().connections().forEach((connection) -> connection.send(SseEvent.of("x")));
				return this.server.hub().connections().isEmpty() && this.server.activeRequests() == 0;
			});
		}

		@Test
		void shouldSampleOnceWhenTheServerEndsTheStream() throws IOException {
			try (SseTestClient client = this.server.open("/ended")) {
				client.readBlock();
				this.server.closeStreams();
				client.readRest();
				await().until(() -> this.server.activeRequests() == 0);
			}
			assertThat(awaitSample().count()).isOne();
			awaitSpan();
			assertThat(samples()).hasSize(1);
			assertThat(spans()).hasSize(1);
		}

		@Test
		void shouldSampleRefusalsAsAnyRequest() throws IOException {
			try (SseTestClient client = this.server.open("/refused")) {
				assertThat(client.status()).isEqualTo(403);
			}
			Timer timer = awaitSample();
			assertThat(timer.count()).isOne();
			assertThat(timer.getId().getTag("status")).isEqualTo("403");
			assertThat(timer.getId().getTag("outcome")).isEqualTo("CLIENT_ERROR");
			awaitNoneActive();
		}

		@Test
		void shouldSampleTheFailureOfSourceAsAnyRequest() throws IOException {
			try (SseTestClient client = this.server.open("/failing-caller")) {
				assertThat(client.status()).isEqualTo(409);
			}
			assertThat(awaitSample().getId().getTag("status")).isEqualTo("409");
			assertThat(samples()).hasSize(1);
			awaitNoneActive();
		}

		@Test
		void shouldSampleOtherAsynchronousRequestsToTheirEnd() throws IOException {
			try (SseTestClient client = this.server.open("/slow")) {
				assertThat(client.readRest()).isEqualTo("done");
			}
			assertThat(awaitSample().totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(50);
			assertThat(awaitSample().count()).isOne();
			assertThat(awaitSpan().getError()).isNull();
		}

		private Timer awaitSample() {
			await().pollInterval(Duration.ofMillis(5))
				.untilAsserted(() -> assertThat(samples()).singleElement()
					.satisfies((meter) -> assertThat(((Timer) meter).count()).isPositive()));
			return (Timer) samples().get(0);
		}

		private List<Meter> samples() {
			return List.copyOf(this.registry.find("http.server.requests").meters());
		}

		// It is no longer active a moment after its sample was taken
		private void awaitNoneActive() {
			await().pollInterval(Duration.ofMillis(5)).until(() -> active() == 0);
		}

		private int active() {
			return this.registry.find("http.server.requests.active")
				.longTaskTimers()
				.stream()
				.mapToInt(LongTaskTimer::activeTasks)
				.sum();
		}

		private SimpleSpan awaitSpan() {
			await().pollInterval(Duration.ofMillis(5))
				.until(() -> spans().size() == 1 && spans().getFirst().getEndTimestamp().toEpochMilli() > 0);
			return spans().getFirst();
		}

		private Deque<SimpleSpan> spans() {
			return this.server.bean(SimpleTracer.class).getSpans();
		}

	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@Bean
		static SimpleTracer tracer() {
			return new SimpleTracer();
		}

		@Bean
		static DefaultTracingObservationHandler tracingHandler(SimpleTracer tracer) {
			return new DefaultTracingObservationHandler(tracer);
		}

		@Bean
		static MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		// A meter that was removed from the registry does not come back with its tags
		@SseEndpoint("/ended")
		String ended() {
			return "ended";
		}

		@GetMapping("/plain")
		SseEmitter plain() {
			return this.hub.open(SseSubscription.to("plain"));
		}

		@SseEndpoint("/caller")
		Publisher<String> caller() {
			return Flux.just("first").concatWith(Flux.never());
		}

		@SseEndpoint("/late-caller")
		Publisher<String> lateCaller() {
			return Flux.just("first").delaySubscription(Duration.ofMillis(50)).concatWith(Flux.never());
		}

		@SseEndpoint("/refused")
		String refused() {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN);
		}

		@SseEndpoint("/failing-caller")
		Publisher<String> failingCaller() {
			return Flux.<String>error(new ResponseStatusException(HttpStatus.CONFLICT))
				.delaySubscription(Duration.ofMillis(50));
		}

		@GetMapping("/slow")
		CompletableFuture<String> slow() {
			return CompletableFuture.supplyAsync(() -> "done",
					CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
		}

	}

}
