package io.github.ssehub.test.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@ValueSource(classes = { TomcatServletWebServerFactory.class, JettyServletWebServerFactory.class })
class SseTestClientTests {

	private static ServletWebServerApplicationContext context;

	@Parameter
	Class<?> server;

	private final SseTestClient client = SseTestClient.create(context.getWebServer().getPort());

	private final SseHub hub = context.getBean(SseHub.class);

	@BeforeParameterizedClassInvocation
	static void start(Class<?> server) {
		context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class, server)
			.properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=WARN",
					"sse.heartbeat=200ms", "sse.write-timeout=500ms", "sse.drain.spread=0", "sse.drain.delay=0")
			.run();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		context.close();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void shouldReceiveWhatIsBroadcast() {
		SseTestStream stream = this.client.get("/rooms/{room}", "a b ü").open();
		assertThat(stream).hasStatus(200).hasHeader("content-type", "text/event-stream");
		String id = this.hub.broadcast("a b ü", "price", "42\n43");
		assertThat(stream.awaitEvent()).hasName("price").hasData("42\n43").hasId(id);
		assertThat(stream.lastEventId()).isEqualTo(id);
		assertThat(stream.awaitComment()).hasNoData();
	}

	@Test
	void shouldSendWhatItIsTold() {
		SseTestStream answer = this.client.get("/request?a=1")
			.param("b", "x&y", "ü")
			.header("Accept", "text/plain")
			.headers((headers) -> headers.setBasicAuth("ann", "secret"))
			.lastEventId("5")
			.exchange();
		assertThat(answer.awaitBody()).isEqualTo("GET a=1 b=x&y,ü accept=text/plain last=5 basic=true");
		assertThat(answer).hasEnded().hasStatus(200);
		assertThat(this.client.method(HttpMethod.HEAD, "/rooms/head").exchange()).hasStatus(200).hasEnded();
	}

	@Test
	void shouldPost() {
		SseTestStream stream = this.client.post("/words").body(MediaType.TEXT_PLAIN, "how are you").open();
		assertThat(stream).hasExactlyData("how", "are", "you").hasEnded();
		assertThat(this.client.post("/words").json("{}").open().awaitEnd()).singleElement()
			.satisfies((event) -> assertThat(event).hasData("{}"));
	}

	@Test
	void shouldComeBackWhereItWas() {
		SseTestStream stream = this.client.get("/rooms/resume").open();
		this.hub.broadcast("resume", "first");
		stream.awaitEvent();
		stream.cut();
		assertThat(stream.isOpen()).isFalse();
		this.hub.broadcast("resume", "second");
		SseTestStream resumed = stream.resume();
		assertThat(resumed.awaitEvent()).hasData("second");
		assertThat(resumed.resumeRequest().lastEventId("other").open().awaitEvent()).isGap("unknown");
	}

	@Test
	void shouldCutTheConnection() {
		SseTestStream stream = this.client.get("/rooms/cut").open().awaitOpen();
		await().untilAsserted(() -> assertThat(this.hub.connections("cut")).hasSize(1));
		stream.cut();
		await().untilAsserted(() -> assertThat(this.hub.connections("cut")).isEmpty());
	}

	@Test
	void shouldStallAndGoOn() {
		SseTestStream stream = this.client.get("/rooms/go-on").open().awaitOpen().stall();
		this.hub.broadcast("go-on", "while stalled");
		assertThat(stream).staysQuietFor(Duration.ofMillis(100));
		assertThat(stream.proceed().awaitEvent()).hasData("while stalled");
	}

	@Test
	void shouldBeGivenUpWhenStalled() {
		SseTestStream stream = this.client.get("/rooms/stall").receiveBuffer(4096).open().awaitOpen().stall();
		String large = "x".repeat(100_000);
		await().untilAsserted(() -> {
			this.hub.broadcast("stall", large);
			assertThat(this.hub.connections("stall")).isEmpty();
		});
		assertThat(stream.proceed()).isBroken();
	}

	@Test
	void shouldReadSlowly() {
		SseTestStream slow = this.client.get("/rooms/slow").bytesPerSecond(1).open();
		SseTestStream other = this.client.get("/rooms/slow").open();
		this.hub.broadcast("slow", "hello");
		assertThat(other.awaitEvent()).hasData("hello");
		await().during(Duration.ofMillis(300)).until(() -> slow.blocks().isEmpty());
		assertThat(slow.isOpen()).isTrue();
	}

	@Test
	void shouldTellWhyThereIsNoStream() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.client.get("/rooms/*").open())
			.withMessageStartingWith("Expected 200 and an event stream, but got:\nGET http://localhost:")
			.withMessageContaining("/rooms/*: 400 application/problem+json, ended by the server, no event stream")
			.withMessageContaining("reserved");
	}

	@Test
	void shouldTellThatNobodyIsThere() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
			// Nobody accepts and answers
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> SseTestClient.create(port).withTimeout(Duration.ofMillis(50)).get("/").open())
				.withMessageStartingWith("No answer to GET http://localhost:" + port + "/ within 50 ms: ");
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> SseTestClient.create(port).get("/").open());
	}

	@Test
	void shouldLeaveNoThreadAndNoStream() {
		SseTestStream open = this.client.get("/rooms/close").open().awaitOpen();
		SseTestStream stalled = this.client.withTimeout(Duration.ofSeconds(1)).get("/rooms/close").open().stall();
		SseTestStream slow = this.client.get("/rooms/close").bytesPerSecond(1).open();
		assertThat(threads("/rooms/close")).hasSize(3);
		this.client.close();
		assertThat(List.of(open, stalled, slow)).noneMatch(SseTestStream::isOpen);
		await().untilAsserted(() -> assertThat(threads("/rooms/close")).isEmpty());
		await().untilAsserted(() -> assertThat(this.hub.connections("close")).isEmpty());
		assertThat(this.client.get("/rooms/close").open().isOpen()).isTrue();
	}

	private static List<String> threads(String path) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.equals("sse-test-client " + path))
			.toList();
	}

	@Test
	void shouldRefuseBadInput() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.get("rooms"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.get("/").header("a", "b\r\nc: d"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.get("/").bytesPerSecond(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.get("/").receiveBuffer(0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.withTimeout(Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SseTestClient.create(URI.create("https://localhost")).get("/"));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.client.get("/rooms/a").with((request) -> request).open())
			.withMessageContaining("MockMvc");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

	}

	@RestController
	static class Controller {

		@SseEndpoint("/rooms/{*room}")
		String room(@PathVariable String room) {
			return room.substring(1);
		}

		@SseEndpoint(path = "/words", method = RequestMethod.POST)
		Stream<String> words(@RequestBody String text) {
			return Arrays.stream(text.split(" "));
		}

		@GetMapping("/request")
		String request(HttpServletRequest request) {
			return request.getMethod() + " a=" + request.getParameter("a") + " b="
					+ String.join(",", request.getParameterValues("b")) + " accept=" + request.getHeader("Accept")
					+ " last=" + request.getHeader("Last-Event-ID") + " basic="
					+ request.getHeader("Authorization").startsWith("Basic ");
		}

	}

}
