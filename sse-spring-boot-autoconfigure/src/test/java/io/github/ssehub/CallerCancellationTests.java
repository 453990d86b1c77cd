package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SourceProbe;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A source is cancelled or closed, and once, however its stream ends.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CallerCancellationTests {

	private static final List<String> PATHS = List.of("/flux", "/stream", "/iterator", "/entity");

	private static TestServer server;

	private static SourceProbe probe;

	@Parameter
	TestServer.Kind kind;

	private final List<SseTestClient> clients = new ArrayList<>();

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=1s", "sse.write-timeout=1s");
		probe = server.bean(SourceProbe.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void captureLog() {
		probe.reset();
		this.log = new LogCapture();
	}

	@AfterEach
	void judge() throws IOException {
		for (SseTestClient client : this.clients) {
			client.close();
		}
		server.awaitNoConnections();
		await().atMost(Duration.ofSeconds(10)).until(() -> server.activeRequests() == 0);
		probe.assertEndedOnce();
		assertThat(this.log.warnings()).isEmpty();
		this.log.close();
	}

	// Of each kind of source, after its first element
	private void openAll(String query) throws IOException {
		for (String path : PATHS) {
			SseTestClient client = server.open(path + "?elements=1" + query);
			this.clients.add(client);
			client.readBlock();
			assertThat(client.readBlock()).isEqualTo("data: x0\n");
		}
		SseTestClient client = server.open("/future?wait=true" + query);
		this.clients.add(client);
		client.readBlock();
		probe.awaitBlocked(3);
		probe.assertNotEnded();
	}

	// Requests that wait for a first signal
	private List<Socket> openAllPending(String query) throws IOException {
		List<Socket> result = new ArrayList<>();
		for (String path : PATHS) {
			result.add(SseTestClient.openStalled(server.port(), path + "?elements=0" + query));
		}
		result.add(SseTestClient.openStalled(server.port(), "/future?x=y" + query));
		probe.awaitCreated(5);
		probe.awaitBlocked(3);
		return result;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldCancelWhenTheClientLeaves(boolean reset) throws IOException {
		openAll("");
		for (SseTestClient client : this.clients) {
			if (reset) {
				client.reset();
			}
			else {
				client.close();
			}
		}
		long start = System.nanoTime();
		probe.awaitEnded(5);
		// A heartbeat, the echo that is answered with a reset, and how often both are due
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldCancelWhenTheClientLeavesBeforeTheFirstElement(boolean reset) throws IOException {
		for (Socket socket : openAllPending("")) {
			if (reset) {
				socket.setSoLinger(true, 0);
			}
			socket.close();
		}
		long start = System.nanoTime();
		probe.awaitEnded(5);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
	}

	@Test
	void shouldCancelWhenTheConnectionIsClosed() throws IOException {
		openAll("");
		server.hub().connections().forEach(SseConnection::close);
		probe.awaitEnded(5);
		for (SseTestClient client : this.clients) {
			assertThat(client.readRest().replace(":\n\n", "")).isEmpty();
		}
	}

	@Test
	void shouldCancelWhenTheConnectionIsClosedBeforeTheFirstElement() throws Exception {
		List<Socket> sockets = openAllPending("&slow=true&close=true");
		probe.awaitEnded(5);
		for (Socket socket : sockets) {
			assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
			socket.close();
		}
	}

	@Test
	void shouldCancelWhenTheUserIsDisconnected() throws IOException {
		openAll("&user=ann");
		assertThat(server.hub().disconnectUser("ann")).isEqualTo(5);
		probe.awaitEnded(5);
		for (SseTestClient client : this.clients) {
			assertThat(client.readRest().replace(":\n\n", ""))
				.isEqualTo("event: sse-end\ndata: {\"reason\":\"kicked\"}\n\n");
		}
	}

	@Test
	void shouldCancelWhenTheUserIsDisconnectedBeforeTheFirstElement() throws IOException {
		List<Socket> sockets = openAllPending("&slow=true&user=ann");
		server.hub().disconnectUser("ann");
		probe.awaitEnded(5);
		for (Socket socket : sockets) {
			assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 200");
			socket.close();
		}
	}

	@Test
	void shouldCancelWhenAnyEndIsToldBeforeTheSourceIsAsked() throws IOException {
		try (SseTestClient client = server.open("/flux?elements=0&closeFirst=true")) {
			client.readRest();
		}
		probe.awaitEnded(1);
	}

	@Test
	void shouldCancelWhatIsRefused() throws IOException {
		for (String path : PATHS.subList(1, 4)) {
			try (SseTestClient client = server.open(path + "?elements=1", "X-Refuse: yes")) {
				assertThat(client.status()).isEqualTo(403);
			}
		}
		try (SseTestClient client = server.open("/future", "X-Refuse: yes")) {
			assertThat(client.status()).isEqualTo(403);
		}
		probe.awaitEnded(4);
	}

	@Test
	void shouldCancelWhatFailsInAnInterceptor() throws IOException {
		try (SseTestClient client = server.open("/stream?elements=1", "X-Fail: yes")) {
			assertThat(client.status()).isEqualTo(500);
		}
		probe.awaitEnded(1);
		assertThat(this.log.messages()).anyMatch((message) -> message.contains("on purpose"));
		this.log.messages().clear();
	}

	@Test
	void shouldCancelWhatIsAskedForWithHead() throws IOException {
		for (String path : PATHS.subList(1, 4)) {
			try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", path + "?elements=1")) {
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
			}
		}
		try (SseTestClient client = SseTestClient.request(server.port(), "HEAD", "/future")) {
			assertThat(client.status()).isEqualTo(200);
		}
		probe.awaitEnded(4);
	}

	@Test
	void shouldNotAskAgainForWhatIsOver() throws IOException {
		for (String path : PATHS) {
			try (SseTestClient client = server.open(path + "?elements=1", "Last-Event-ID: sse-end")) {
				assertThat(client.status()).isEqualTo(204);
			}
		}
		probe.awaitEnded(0);
	}

	@RestController
	@Import({ RecordingListener.class, SourceProbe.class })
	static class Application {

		private final SourceProbe probe;

		Application(SourceProbe probe) {
			this.probe = probe;
		}

		private <T> SseStream<T> serve(SseStream<T> stream, HttpServletRequest request, SseConnection connection) {
			if (request.getParameter("closeFirst") != null) {
				connection.close();
			}
			if (request.getParameter("close") != null) {
				CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(connection::close);
			}
			return (request.getParameter("slow") != null) ? stream.heartbeat(Duration.ofMinutes(1)) : stream;
		}

		@SseEndpoint("/flux")
		SseStream<String> flux(@RequestParam int elements, HttpServletRequest request, SseConnection connection) {
			return serve(SseStream.from(this.probe.flux(elements)), request, connection);
		}

		@SseEndpoint("/stream")
		SseStream<String> stream(@RequestParam int elements, HttpServletRequest request, SseConnection connection) {
			return serve(SseStream.from(this.probe.stream(elements)), request, connection);
		}

		@SseEndpoint("/iterator")
		SseStream<String> iterator(@RequestParam int elements, HttpServletRequest request, SseConnection connection) {
			return serve(SseStream.from(this.probe.iterator(elements)), request, connection);
		}

		@SseEndpoint("/entity")
		ResponseEntity<SseStream<String>> entity(@RequestParam int elements, HttpServletRequest request,
				SseConnection connection) {
			return ResponseEntity.ok(serve(SseStream.from(this.probe.stream(elements)), request, connection));
		}

		@SseEndpoint("/future")
		SseStream<String> future(HttpServletRequest request, SseConnection connection) {
			return serve(SseStream.from(this.probe.future()), request, connection);
		}

		@Bean
		static SseConnectInterceptor refusals() {
			return (request, subscription) -> {
				if (request.getHeaders().getFirst("X-Refuse") != null) {
					throw new SseConnectionRefusedException(HttpStatus.FORBIDDEN, "no");
				}
				if (request.getHeaders().getFirst("X-Fail") != null) {
					throw new IllegalStateException("on purpose");
				}
				return subscription;
			};
		}

		@Bean
		static Filter users() {
			return (request, response, chain) -> {
				String user = request.getParameter("user");
				chain.doFilter((user != null) ? new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return () -> user;
					}

				} : request, response);
			};
		}

	}

}
