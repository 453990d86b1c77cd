package io.github.ssehub.security;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseStream;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A page of another origin reads streams as far as the application lets it: with an
 * {@code EventSource} that has credentials, and with {@code fetch}, which asks first
 * whether it may send the last event id.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, ANNOTATION", "TOMCAT, CONFIGURER", "TOMCAT, SECURITY", "JETTY, ANNOTATION", "JETTY, CONFIGURER",
		"JETTY, SECURITY" })
class CorsTests {

	private static final String ORIGIN = "https://app.example";

	private static final String FROM_PAGE = "Origin: " + ORIGIN;

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static TestServer server;

	private static Login login;

	@Parameter(0)
	TestServer.Kind kind;

	@Parameter(1)
	Way way;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind, Way way) throws IOException {
		server = TestServer.start(kind, way.application,
				(way == Way.SECURITY) ? TestServer.WITH_SECURITY : TestServer.PLAIN, "sse.limits.per-address=1",
				"sse.limits.rooms=1");
		login = (way == Way.SECURITY) ? Login.as(server.port(), "ann") : Login.of(server.port());
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		// What was refused late has had a place, and is in no list
		await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
	}

	@Test
	void shouldAnswerAPreflightWithoutAStream() throws IOException {
		for (String query : List.of("", "?lastEventId=sse-end")) {
			try (LogCapture log = new LogCapture();
					SseTestClient client = preflight(ORIGIN, "/stream" + query);
					SseTestClient stream = login.open(path("/stream"), FROM_PAGE, EVENT_SOURCE);
					SseTestClient another = preflight(ORIGIN, "/stream" + query)) {
				assertThat(stream.readBlock()).contains("sse-open");
				for (SseTestClient answer : List.of(client, another)) {
					assertThat(answer.status()).isEqualTo(200);
					assertIsLetThrough(answer);
					assertThat(answer.header("Access-Control-Allow-Headers")).isEqualToIgnoringCase("Last-Event-ID");
					assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET");
					assertThat(answer.header("Content-Type")).isNull();
				}
				assertThat(server.hub().connections()).hasSize(1);
				assertThat(log.messages()).isEmpty();
			}
			closeStreams();
		}
	}

	@Test
	void shouldOpenResumeAndEndAStream() throws IOException {
		String id;
		try (SseTestClient client = login.open(path("/stream"), FROM_PAGE, EVENT_SOURCE)) {
			id = client.readBlock().lines().filter((line) -> line.startsWith("id: ")).findFirst().orElseThrow();
			closeStreams();
			client.readRest();
		}
		server.hub().broadcast("room", "missed");
		try (LogCapture log = new LogCapture();
				SseTestClient client = login.open(path("/stream"), FROM_PAGE, EVENT_SOURCE,
						"Last-Event-ID: " + id.substring(4))) {
			assertThat(client.status()).isEqualTo(200);
			assertIsLetThrough(client);
			assertThat(client.readData()).isEqualTo("missed");
			server.hub().connections().forEach(SseConnection::close);
			// Throws where the last chunk is missing
			client.readRest();
			await().untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldRefuseOtherOrigins() throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient preflight = preflight("https://other.example", "/stream");
				SseTestClient client = login.open(path("/stream"), "Origin: https://other.example", EVENT_SOURCE)) {
			for (SseTestClient answer : List.of(preflight, client)) {
				assertThat(answer.status()).isEqualTo(403);
				assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
			}
			assertThat(server.hub().connections()).isEmpty();
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldTellThePageWhatIsRefused() throws IOException {
		try (SseTestClient stream = login.open(path("/stream"), FROM_PAGE, EVENT_SOURCE)) {
			assertThat(stream.readBlock()).contains("sse-open");
			try (SseTestClient client = login.open(path("/stream"), FROM_PAGE, EVENT_SOURCE)) {
				assertThat(client.status()).isEqualTo(429);
				assertThat(client.header("Retry-After")).isNotNull();
				assertIsLetThrough(client);
			}
		}
		closeStreams();
		assertRefused(login, "/rooms", 400);
		assertRefused(login, "/late", 503);
		if (this.way == Way.SECURITY) {
			assertRefused(Login.of(server.port()), "/stream", 401);
			assertRefused(login, "/forbidden", 403);
		}
	}

	@Test
	void shouldShowThePageTheIdOfADetachedStream() throws IOException {
		try (SseTestClient client = login.open(path("/detached"), FROM_PAGE, EVENT_SOURCE)) {
			assertThat(client.header("Sse-Stream")).isNotNull();
			assertIsLetThrough(client);
		}
	}

	private void assertRefused(Login login, String path, int status) throws IOException {
		try (SseTestClient client = login.open(path(path), FROM_PAGE, EVENT_SOURCE)) {
			assertThat(client.status()).isEqualTo(status);
			assertIsLetThrough(client);
		}
	}

	private static void assertIsLetThrough(SseTestClient client) {
		assertThat(client.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
		assertThat(client.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		if (client.header("Access-Control-Allow-Methods") == null) {
			assertThat(client.header("Access-Control-Expose-Headers")).contains("Retry-After", "Sse-Stream");
		}
	}

	// A browser sends no cookies with it
	private SseTestClient preflight(String origin, String path) throws IOException {
		return SseTestClient.request(server.port(), "OPTIONS", path(path), "Origin: " + origin,
				"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: last-event-id");
	}

	private String path(String path) {
		return ((this.way == Way.ANNOTATION) ? "/annotated" : "/mapped") + path;
	}

	enum Way {

		ANNOTATION(Application.class), CONFIGURER(Application.class), SECURITY(SecureApplication.class);

		private final Class<?> application;

		Way(Class<?> application) {
			this.application = application;
		}

	}

	static class Endpoints {

		@SseEndpoint(path = "/stream", rooms = "room")
		void stream() {
		}

		@SseEndpoint(path = "/forbidden", rooms = "room")
		void forbidden() {
		}

		@SseEndpoint(path = "/rooms", rooms = { "room", "another" })
		void rooms() {
		}

		@SseEndpoint("/late")
		CompletionStage<String> late() {
			return CompletableFuture.supplyAsync(() -> {
				throw new SseConnectionRefusedException(HttpStatus.SERVICE_UNAVAILABLE);
			}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
		}

		@SseEndpoint("/detached")
		SseStream<String> detached() {
			return SseStream.from(Flux.just("data")).detached(Duration.ofSeconds(1));
		}

	}

	@RestController
	@RequestMapping("/mapped")
	static class MappedEndpoints extends Endpoints {

	}

	@RestController
	@RequestMapping("/annotated")
	@CrossOrigin(origins = ORIGIN, allowCredentials = "true", allowedHeaders = "Last-Event-ID",
			exposedHeaders = { "Sse-Stream", "Retry-After" })
	static class AnnotatedEndpoints extends Endpoints {

	}

	@Import({ MappedEndpoints.class, AnnotatedEndpoints.class })
	static class Application implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/mapped/**")
				.allowedOrigins(ORIGIN)
				.allowCredentials(true)
				.allowedHeaders("Last-Event-ID")
				.exposedHeaders("Sse-Stream", "Retry-After");
		}

	}

	@Import({ SecuredApplication.class, MappedEndpoints.class })
	static class SecureApplication {

		@Bean
		@Order(0)
		SecurityFilterChain crossOriginChain(HttpSecurity http) {
			return http.securityMatcher("/mapped/**")
				.cors(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/mapped/forbidden")
					.hasRole("ADMIN")
					.anyRequest()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		UrlBasedCorsConfigurationSource corsConfigurationSource() {
			CorsConfiguration page = new CorsConfiguration();
			page.setAllowedOrigins(List.of(ORIGIN));
			page.setAllowCredentials(true);
			page.setAllowedHeaders(List.of("Last-Event-ID"));
			page.setExposedHeaders(List.of("Sse-Stream", "Retry-After"));
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/mapped/**", page);
			return source;
		}

	}

}
