package io.github.ssehub;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients are told when the server ends their stream.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class StreamEndTests {

	private static final String KICKED = "event: sse-end\ndata: {\"reason\":\"kicked\"}\n\n";

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

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint", "/emitter", "/caller", "/endpoint?wrapped", "/emitter?wrapped",
			"/caller?wrapped" })
	void shouldTellAClientThatItsUserWasDisconnected(String path) throws IOException {
		try (SseTestClient client = server.open(path, "X-User: ann"); LogCapture log = new LogCapture()) {
			SseConnection connection = awaitOpened(client);
			assertThat(server.hub().disconnectUser("ann")).isEqualTo(1);
			assertThat(client.readRest()).endsWith(KICKED).containsOnlyOnce("sse-end");
			server.bean(RecordingListener.class).awaitClosed(connection, CloseReason.KICKED);
			assertThat(log.warnings()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/openai", "/openai?wrapped" })
	void shouldTellNothingInAFormatWithoutEventNames(String path) throws IOException {
		try (SseTestClient client = server.open(path, "X-User: ann")) {
			awaitOpened(client);
			assertThat(client.readBlock()).contains("assistant");
			assertThat(client.readBlock()).contains("hello");
			server.hub().disconnectUser("ann");
			assertThat(client.readRest()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/aging", "/aging-subscription", "/aging-caller", "/aging-source", "/aging?wrapped" })
	void shouldEndAStreamAtItsMaximumAge(String path) throws IOException {
		try (SseTestClient client = server.open(path); LogCapture log = new LogCapture()) {
			assertThat(client.readRest())
				.matches("(?s).*event: sse-end\nretry: \\d+\ndata: \\{\"reason\":\"max-age\"}\n\n");
			assertThat(log.warnings()).isEmpty();
		}
	}

	private static SseConnection awaitOpened(SseTestClient client) throws IOException {
		client.readBlock();
		SseConnection connection = server.hub().connections().get(0);
		await().until(() -> server.bean(RecordingListener.class).calls(connection).contains("opened"));
		return connection;
	}

	@RestController
	@Import(RecordingListener.class)
	static class Application extends OncePerRequestFilter {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/endpoint")
		String endpoint() {
			return "a";
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			return this.hub.open(SseSubscription.to("a"));
		}

		@SseEndpoint("/caller")
		Publisher<String> caller() {
			return helloOnly();
		}

		@SseEndpoint("/openai")
		SseStream<String> openAi() {
			return SseStream.from(helloOnly()).format(SseFormat.OPENAI);
		}

		@SseEndpoint(path = "/aging", maxAge = "200ms")
		String aging() {
			return "a";
		}

		@SseEndpoint(path = "/aging-subscription", maxAge = "1h")
		SseSubscription agingSubscription() {
			return SseSubscription.to("a").maxAge(Duration.ofMillis(200));
		}

		@SseEndpoint(path = "/aging-caller", maxAge = "200ms")
		Flux<String> agingCaller() {
			return helloOnly();
		}

		@SseEndpoint(path = "/aging-source", maxAge = "1h")
		SseStream<String> agingSource() {
			return SseStream.from(helloOnly()).maxAge(Duration.ofMillis(200));
		}

		private static Flux<String> helloOnly() {
			return Flux.concat(Flux.just("hello"), Flux.never());
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			chain.doFilter(new UserRequest(request),
					"wrapped".equals(request.getQueryString()) ? new BlockingResponse(response) : response);
		}

	}

	private static final class UserRequest extends HttpServletRequestWrapper {

		UserRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Principal getUserPrincipal() {
			String user = getHeader("X-User");
			return (user != null) ? () -> user : null;
		}

	}

	/**
	 * Without non-blocking output.
	 */
	private static final class BlockingResponse extends HttpServletResponseWrapper {

		BlockingResponse(HttpServletResponse response) {
			super(response);
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			ServletOutputStream out = super.getOutputStream();
			return new ServletOutputStream() {

				@Override
				public void write(int b) throws IOException {
					out.write(b);
				}

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					out.write(bytes, offset, length);
				}

				@Override
				public void flush() throws IOException {
					out.flush();
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setWriteListener(WriteListener listener) {
					throw new UnsupportedOperationException();
				}

			};
		}

	}

}
