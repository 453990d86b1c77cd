package io.github.ssehub.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseData;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TypedDataTests {

	private static final ParameterizedTypeReference<List<Animal>> ANIMALS = new ParameterizedTypeReference<>() {
	};

	private static final ParameterizedTypeReference<Map<String, Animal>> ANIMALS_BY_NAME = new ParameterizedTypeReference<>() {
	};

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.heartbeat=0");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldWriteGenericTypesAsRestDoes() throws IOException {
		assertThat(rest("/rest/list")).isEqualTo("[{\"kind\":\"dog\",\"name\":\"rex\",\"chip\":7}]");
		assertThat(publish(SseData.of(List.of(new Dog("rex", 7)), ANIMALS))).isEqualTo(rest("/rest/list"));
		assertThat(publish(SseData.of(Map.of("rex", new Dog("rex", 7)), ANIMALS_BY_NAME))).isEqualTo(rest("/rest/map"));
	}

	@Test
	void shouldWriteTheClassWhereNoTypeIsGiven() throws IOException {
		assertThat(publish(List.of(new Dog("rex", 7)))).isEqualTo("[{\"name\":\"rex\",\"chip\":7}]");
		assertThat(publish(new Dog("rex", 7))).isEqualTo("{\"kind\":\"dog\",\"name\":\"rex\",\"chip\":7}");
	}

	@Test
	void shouldWriteViewsAsRestDoes() throws IOException {
		assertThat(rest("/rest/view")).isEqualTo("[{\"kind\":\"dog\",\"name\":\"rex\"}]");
		assertThat(publish(SseData.of(List.of(new Dog("rex", 7)), ANIMALS).view(Summary.class)))
			.isEqualTo(rest("/rest/view"));
		assertThat(publish(SseData.of(new Dog("rex", 7)).view(Summary.class)))
			.isEqualTo("{\"kind\":\"dog\",\"name\":\"rex\"}");
	}

	@Test
	void shouldWriteTypesAndViewsWhereverDataIsTaken() throws Exception {
		SseData data = SseData.of(List.of(new Dog("rex", 7)), ANIMALS).view(Summary.class);
		String expected = rest("/rest/view");
		SseHub hub = server.hub();
		try (SseTestClient client = server.open("/emitter")) {
			client.readBlock();
			SseEmitter emitter = server.bean(Application.class).emitters.poll(10, TimeUnit.SECONDS);
			SseConnection connection = hub.connections().get(0);
			hub.broadcast("room", "name", data);
			hub.broadcast("room", SseEvent.builder().data(data).build());
			hub.broadcast(List.of("room", "*"), data);
			hub.broadcast("room", ServerSentEvent.builder(data).build());
			hub.send(connection.id(), data);
			connection.send("name", data);
			emitter.send(data);
			emitter.send(SseEmitter.event().name("name").data(data));
			for (int i = 0; i < 8; i++) {
				// Spring writes no space after the colon
				assertThat(client.readBlock().replace("data: ", "data:")).as("event " + i)
					.contains("data:" + expected + "\n");
			}
		}
	}

	@Test
	void shouldWriteTypesOfSnapshots() throws IOException {
		try (SseTestClient client = server.open("/snapshot")) {
			client.readBlock();
			assertThat(client.readData()).isEqualTo(rest("/rest/view"));
		}
	}

	static Stream<Object> noData() {
		return Stream.of(SseEvent.of("hi"), ServerSentEvent.builder("hi").build(), Flux.just("hi"),
				CompletableFuture.completedFuture("hi"));
	}

	@ParameterizedTest
	@MethodSource("noData")
	void shouldRefuseWhatIsNoDataFromEmitters(Object value) throws Exception {
		try (SseTestClient client = server.open("/emitter")) {
			client.readBlock();
			SseEmitter emitter = server.bean(Application.class).emitters.poll(10, TimeUnit.SECONDS);
			assertThatIllegalArgumentException().isThrownBy(() -> emitter.send(value));
			assertThatIllegalArgumentException().isThrownBy(() -> emitter.send(SseEmitter.event().data(value)));
			emitter.send("next");
			assertThat(client.readBlock()).isEqualTo("data:next\n");
		}
	}

	private static String publish(Object data) throws IOException {
		try (SseTestClient client = server.open("/room")) {
			client.readBlock();
			server.hub().broadcast("room", data);
			return client.readData();
		}
	}

	private static String rest(String path) throws IOException {
		try (SseTestClient client = server.open(path, "Connection: close")) {
			return client.readRest();
		}
	}

	private interface Summary {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	private interface Animal {

	}

	@JsonTypeName("dog")
	private record Dog(@JsonView(Summary.class) String name, @JsonView(Dog.class) int chip) implements Animal {

	}

	@RestController
	static class Application {

		final BlockingQueue<SseEmitter> emitters = new ArrayBlockingQueue<>(10);

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@GetMapping("/rest/list")
		List<Animal> list() {
			return List.of(new Dog("rex", 7));
		}

		@GetMapping("/rest/map")
		Map<String, Animal> map() {
			return Map.of("rex", new Dog("rex", 7));
		}

		@GetMapping("/rest/view")
		@JsonView(Summary.class)
		List<Animal> view() {
			return list();
		}

		@SseEndpoint(path = "/room", rooms = "room")
		void room() {
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			SseEmitter emitter = this.hub.open(SseSubscription.to("room"));
			this.emitters.add(emitter);
			return emitter;
		}

		@SseEndpoint("/snapshot")
		SseSubscription snapshot() {
			SseData data = SseData.of(list(), ANIMALS).view(Summary.class);
			return SseSubscription.to("room").snapshot((position) -> List.of(SseEvent.of(data)));
		}

	}

}
