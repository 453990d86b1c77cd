package io.github.ssehub;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SseConnectInterceptorTests {

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
	}

	@Test
	void shouldCallInterceptorsInOrder() throws IOException {
		try (SseTestClient client = server.open("/stream", "X-Test: yes")) {
			client.readBlock();
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactly("returned", "of-method",
						"first", "second"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "/stream", "/emitter" })
	void shouldLetInterceptorsChangeTheSubscription(String path) throws IOException {
		try (SseTestClient client = server.open(path, "X-Test: yes")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 1234\n");
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.attributes()).containsEntry("header", "yes")
					.containsEntry("query", "null"));
			server.hub().broadcast("second", "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@Test
	void shouldShowInterceptorsTheRequest() throws IOException {
		List<String> seen = server.bean(Application.class).seen;
		seen.clear();
		try (SseTestClient client = server.open("/stream?a=b", "X-User: ann", "X-Test: yes")) {
			client.readBlock();
			assertThat(seen).containsExactly("GET /stream a=b yes ann");
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.user()).isEqualTo("ann"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "/stream,403", "/stream,204", "/stream,401", "/stream,503", "/stream,599", "/emitter,403",
			"/emitter,204", "/connection,403", "/entity,403" })
	void shouldRefuseWithTheStatus(String path, int status) throws IOException {
		try (LogCapture log = new LogCapture();
				SseTestClient client = server.open(path, "X-Refuse: " + status, "Connection: close")) {
			assertThat(client.status()).isEqualTo(status);
			assertThat(client.readRest()).contains((status != 204) ? "\"status\":" + status : "");
			server.awaitNoConnections();
			assertThat(server.hub().rooms()).doesNotContain("returned", "joined");
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldRefuseAHeadRequestToo() throws IOException {
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", "/stream", "X-Refuse: 403")) {
			assertThat(client.status()).isEqualTo(403);
		}
	}

	@Test
	void shouldPropagateExceptions() throws IOException {
		try (SseTestClient client = server.open("/stream", "X-Throw: locked")) {
			assertThat(client.status()).isEqualTo(423);
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldLetControllersHandleExceptions() throws IOException {
		try (SseTestClient client = server.open("/stream", "X-Throw: handled")) {
			assertThat(client.status()).isEqualTo(409);
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldRefuseRoomsOfInterceptorsThatAreNotValid() throws IOException {
		try (SseTestClient client = server.open("/stream", "X-Room: *")) {
			assertThat(client.status()).isEqualTo(400);
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldNotCallInterceptorsWithoutStream() throws IOException {
		List<String> seen = server.bean(Application.class).seen;
		seen.clear();
		try (SseTestClient client = server.open("/text")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(seen).isEmpty();
		}
	}

	@RestController
	@Import({ Second.class, UserFilter.class })
	static class Application {

		final List<String> seen = new CopyOnWriteArrayList<>();

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/stream", rooms = "of-method")
		String stream() {
			return "returned";
		}

		@SseEndpoint("/connection")
		String connection(SseConnection connection) {
			connection.join("joined");
			return "returned";
		}

		@SseEndpoint("/entity")
		ResponseEntity<String> entity() {
			return ResponseEntity.ok("returned");
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			return this.hub.open(SseSubscription.to("returned"));
		}

		@GetMapping("/text")
		String text() {
			return "text";
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		void handle(HandledException ex) {
		}

		@Bean
		@Order(1)
		SseConnectInterceptor first() {
			return (request, subscription) -> {
				String header = request.getHeaders().getFirst("X-Test");
				Principal user = request.getPrincipal();
				this.seen.add(request.getMethod() + " " + request.getURI().getPath() + " " + request.getURI().getQuery()
						+ " " + header + " " + ((user != null) ? user.getName() : null));
				return subscription.and(List.of("first"))
					.attribute("header", String.valueOf(header))
					.attribute("query", String.valueOf(request.getURI().getQuery()));
			};
		}

	}

	@Order(2)
	static class Second implements SseConnectInterceptor {

		@Override
		public SseSubscription connect(ServerHttpRequest request, SseSubscription subscription) {
			String refuse = request.getHeaders().getFirst("X-Refuse");
			if (refuse != null) {
				throw new SseConnectionRefusedException(HttpStatusCode.valueOf(Integer.parseInt(refuse)));
			}
			String exception = request.getHeaders().getFirst("X-Throw");
			if (exception != null) {
				throw exception.equals("handled") ? new HandledException() : new LockedException();
			}
			String room = request.getHeaders().getFirst("X-Room");
			return subscription.and(List.of((room != null) ? room : "second")).retry(Duration.ofMillis(1234));
		}

	}

	static class UserFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String user = request.getHeader("X-User");
			chain.doFilter(new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return (user != null) ? () -> user : null;
				}

			}, response);
		}

	}

	@ResponseStatus(HttpStatus.LOCKED)
	static class LockedException extends RuntimeException {

	}

	static class HandledException extends RuntimeException {

	}

}
