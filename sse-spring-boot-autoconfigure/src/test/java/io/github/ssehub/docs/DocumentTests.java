package io.github.ssehub.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.SseData;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Java code of README.md and docs that no other test runs.
 */
class DocumentTests {

	private static TestServer server;

	private static SseHub hub;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, DocumentRecipes.Application.class);
		hub = server.bean(SseHub.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	private static SseTestClient open(String path) throws IOException {
		SseTestClient client = server.open(path);
		assertThat(client.readBlock()).contains("sse-open");
		return client;
	}

	@Test
	void shouldStart() throws IOException {
		try (SseTestClient client = open("/prices/ACME")) {
			DocumentRecipes.publishPrice(hub);
			assertThat(client.readBlock()).startsWith("event: price\ndata: {\"symbol\":\"ACME\",\"value\":42.1}\n");
		}
	}

	@Test
	void shouldSubscribe() throws IOException {
		hub.broadcast("news", "earlier");
		try (SseTestClient client = open("/orders?customer=ann")) {
			assertThat(client.readData()).isEqualTo("earlier");
			assertThat(client.readData()).isEqualTo("{\"customer\":\"ann\"}");
			hub.broadcast("news", "debug", "filtered");
			hub.broadcast("orders:ann", "hers");
			assertThat(client.readData()).isEqualTo("hers");
		}
		assertThat(DocumentRecipes.subscriptions(hub.position())).hasSize(4);
	}

	@Test
	void shouldAnswer() throws IOException {
		assertThat(post("/chat", "text/plain", "how are you")).contains("data: how\n", "data: are\n", "data: you\n");
		assertThat(post("/chat/ai-sdk", "application/json", "{\"text\":\"why\"}")).contains("\"delta\":\"why\"");
		assertThat(post("/v1/chat/completions", "application/json", "{\"text\":\"why\"}"))
			.contains("\"content\":\"why\"", "data: [DONE]");
	}

	private static String post(String path, String type, String body) throws IOException {
		try (SseTestClient client = SseTestClient.raw(server.port(), """
				POST %s HTTP/1.1\r
				Host: localhost\r
				Accept: text/event-stream\r
				Content-Type: %s\r
				Content-Length: %d\r
				\r
				%s""".formatted(path, type, body.getBytes(StandardCharsets.UTF_8).length, body))) {
			assertThat(client.status()).isEqualTo(200);
			return client.readRest();
		}
	}

	@Test
	void shouldWriteData() throws IOException {
		try (SseTestClient client = open("/register?event=animals&event=items")) {
			DocumentRecipes.publishAnimals(hub, List.of(new DocumentRecipes.Animal("rex")));
			assertThat(client.readData()).isEqualTo("[{\"name\":\"rex\"}]");
			assertThat(client.readData()).isEqualTo("[{\"name\":\"rex\"}]");
			new DocumentRecipes.ItemService(server.bean(SsePublisher.class)).rename(1, "one");
			assertThat(client.readData()).isEqualTo("{\"id\":1,\"name\":\"one\"}");
		}
		byte[] json = new DocumentRecipes.Serializers().dataSerializer(new JsonMapper())
			.serialize(SseData.of(Map.of("a", 1)));
		assertThat(json).asString().isEqualTo("{\"a\":1}");
	}

	@Test
	void shouldTakeASnapshot() throws IOException {
		DocumentRecipes.StockService stocks = server.bean(DocumentRecipes.StockService.class);
		DocumentRecipes.Stock stock = new DocumentRecipes.Stock();
		stocks.change(stock);
		try (SseTestClient client = open("/stocks")) {
			assertThat(client.readData()).isEqualTo("{\"version\":1}");
			stocks.change(stock);
			assertThat(client.readData()).isEqualTo("{\"version\":2}");
		}
	}

	@Test
	void shouldLetFiltersPassStreams() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		DocumentRecipes.NoStreams filter = new DocumentRecipes.NoStreams();
		assertThat(filter.shouldNotFilter(request)).isFalse();
		request.addHeader(HttpHeaders.ACCEPT, "text/event-stream");
		assertThat(filter.shouldNotFilter(request)).isTrue();
	}

	@Test
	void shouldLetClientsCancelStreams() {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		new DocumentRecipes.Cancellations().http2().customize(factory);
		Connector connector = new Connector();
		Http2Protocol http2 = new Http2Protocol();
		connector.addUpgradeProtocol(http2);
		factory.getConnectorCustomizers().forEach((customizer) -> customizer.customize(connector));
		assertThat(http2.getOverheadResetFactor()).isEqualTo(20);
	}

	@Test
	void shouldMigrate() throws Exception {
		// The headers come with the first event only
		Future<SseTestClient> before = CompletableFuture.supplyAsync(DocumentTests::openEmitter);
		await().until(() -> {
			server.bean(DocumentRecipes.Emitters.class).publish("hi");
			return before.isDone();
		});
		try (SseTestClient emitter = before.get();
				SseTestClient after = open("/events");
				SseTestClient step = open("/emitter");
				SseTestClient ticks = open("/ticks");
				SseTestClient sink = open("/sink");
				SseTestClient register = open("/register?event=orders&event=others")) {
			assertThat(emitter.readBlock()).isEqualTo("data:hi\n");
			assertThat(step.readBlock()).isEqualTo("event:hello\ndata:you\n");
			server.bean(DocumentRecipes.Events.class).publish("hi");
			assertThat(after.readData()).isEqualTo("hi");
			assertThat(step.readData()).isEqualTo("hi");
			assertThat(ticks.readBlock()).startsWith("event: tick\ndata: 0\n");
			server.bean(DocumentRecipes.Sink.class).emit("hi");
			assertThat(sink.readData()).isEqualTo("hi");
			server.bean(DocumentRecipes.Register.class).publish(new DocumentRecipes.OrderPlaced(1));
			assertThat(register.readBlock()).startsWith("event: orders\ndata: {\"number\":1}\n");
		}
	}

	private static SseTestClient openEmitter() {
		try {
			return server.open("/emitters");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
