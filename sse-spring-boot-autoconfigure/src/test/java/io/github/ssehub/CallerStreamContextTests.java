package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the source of a stream knows of its caller.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CallerStreamContextTests {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private static final ObservationRegistry OBSERVATIONS = ObservationRegistry.create();

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		OBSERVATIONS.observationConfig().observationHandler((context) -> true);
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
		server = TestServer.start(kind, Application.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/stream", "/generate" })
	void shouldRunSourcesOfCallersAtOnceEachInItsContext(String path) throws IOException {
		Application application = server.bean(Application.class);
		application.threads.clear();
		try (SseTestClient ann = server.open(path, "X-User: ann", "Accept-Language: fr");
				SseTestClient bob = server.open(path, "X-User: bob", "Accept-Language: de")) {
			for (int i = 0; i < Application.COUNT; i++) {
				assertThat(ann.readData()).isEqualTo("ann ann ann ann fr");
				assertThat(bob.readData()).isEqualTo("bob bob bob bob de");
			}
		}
		assertThat(application.threads).anyMatch((thread) -> thread.startsWith("sse-source-"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/stream", "/generate" })
	void shouldLeaveNothingOfOneCallerToTheNext(String path) throws IOException {
		for (String user : List.of("ann", "", "bob", "")) {
			// Two at once is what the sources wait for
			List<SseTestClient> clients = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				clients.add(server.open(path, "Accept-Language: fr", "X-User: " + user));
			}
			String name = user.isEmpty() ? null : user;
			for (int i = 0; i < Application.COUNT; i++) {
				for (SseTestClient client : clients) {
					assertThat(client.readData()).isEqualTo(name + " " + name + " " + name + " " + name + " fr");
				}
			}
			for (SseTestClient client : clients) {
				client.close();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/deferred", "/deferred-mono" })
	void shouldTellReactorOfTheCallerWhateverTheThread(String path) throws IOException {
		try (SseTestClient ann = server.open(path, "X-User: ann");
				SseTestClient bob = server.open(path, "X-User: bob");
				SseTestClient nobody = server.open(path)) {
			assertThat(ann.readData()).isEqualTo("ann ann ann");
			assertThat(bob.readData()).isEqualTo("bob bob bob");
			assertThat(nobody.readData()).isEqualTo("null null null");
		}
	}

	@RestController
	static class Application {

		static final int COUNT = 200;

		final Set<String> threads = ConcurrentHashMap.newKeySet();

		private final CyclicBarrier barrier = new CyclicBarrier(2);

		// Pulled by two at the same time, once both responses have begun
		@SseEndpoint("/stream")
		Stream<String> stream() {
			return IntStream.range(0, COUNT).mapToObj((i) -> {
				if (i > 0) {
					meet();
				}
				return who();
			});
		}

		// First on the thread of the request, then on the executor
		@SseEndpoint("/generate")
		Flux<String> generate() {
			return Flux.<String>generate((sink) -> sink.next(who())).take(COUNT);
		}

		@SseEndpoint("/deferred")
		Flux<String> deferred() {
			return Flux.defer(this::deferredMono).delaySubscription(Duration.ofMillis(20));
		}

		@SseEndpoint("/deferred-mono")
		Mono<String> deferredMono() {
			return ReactiveSecurityContextHolder.getContext()
				.map((security) -> name(security))
				.defaultIfEmpty("null")
				.zipWith(Mono.deferContextual((context) -> Mono.just(context.getOrDefault("tenant", "null") + " "
						+ name(context.<Observation>getOrDefault(ObservationThreadLocalAccessor.KEY, null)))))
				.map((both) -> both.getT1() + " " + both.getT2());
		}

		private void meet() {
			try {
				this.barrier.await(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private String who() {
			this.threads.add(Thread.currentThread().getName());
			return name(SecurityContextHolder.getContext()) + " " + MDC.get("user") + " " + TENANT.get() + " "
					+ name(OBSERVATIONS.getCurrentObservation()) + " " + LocaleContextHolder.getLocale();
		}

		private static String name(SecurityContext security) {
			Authentication authentication = security.getAuthentication();
			return (authentication != null) ? authentication.getName() : null;
		}

		private static String name(Observation observation) {
			return (observation != null) ? observation.getContext().getName() : null;
		}

		// What the filters of Spring Security, of tracing and of the application do
		@Bean
		static Filter callerFilter() {
			return (request, response, chain) -> {
				String user = ((HttpServletRequest) request).getHeader("X-User");
				if (user == null || user.isEmpty()) {
					chain.doFilter(request, response);
					return;
				}
				SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(user, "secret"));
				MDC.put("user", user);
				TENANT.set(user);
				Observation observation = Observation.start(user, OBSERVATIONS);
				try (Observation.Scope scope = observation.openScope()) {
					chain.doFilter(request, response);
				}
				finally {
					observation.stop();
					TENANT.remove();
					MDC.clear();
					SecurityContextHolder.clearContext();
				}
			};
		}

	}

}
