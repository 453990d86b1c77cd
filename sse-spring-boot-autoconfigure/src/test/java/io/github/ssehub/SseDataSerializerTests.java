package io.github.ssehub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SseDataSerializerTests {

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
	void shouldWriteAllDataOfTheApplication() throws Exception {
		SseHub hub = server.hub();
		try (SseTestClient client = server.open("/emitter")) {
			client.readBlock();
			assertThat(client.readData()).as("snapshot").isEqualTo("<0>");
			assertThat(client.readBlock()).as("position").contains("id: ");
			SseEmitter emitter = server.bean(Application.class).emitters.poll(10, TimeUnit.SECONDS);
			hub.broadcast("room", 1);
			hub.send(hub.connections().get(0).id(), 2);
			hub.connections().get(0).send("name", 3);
			emitter.send(4);
			hub.broadcast("room", SseData.of(5).hint("unit", "m"));
			for (String expected : List.of("<1>", "<2>", "<3>", "<4>", "<5 m>")) {
				// Spring writes no space after the colon
				assertThat(client.readBlock().replace("data: ", "data:")).contains("data:" + expected + "\n");
			}
		}
	}

	@Test
	void shouldNotBeAskedForTextAndBytes() throws IOException {
		try (SseTestClient client = openAndReadTheSnapshot()) {
			server.hub().broadcast("room", "text");
			server.hub().broadcast("room", new byte[] { 1, 2, (byte) 255 });
			assertThat(client.readData()).isEqualTo("text");
			assertThat(client.readData()).isEqualTo("AQL/");
		}
	}

	@Test
	void shouldPublishNothingIfItThrows() throws IOException {
		try (SseTestClient client = openAndReadTheSnapshot()) {
			String before = server.hub().position();
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> server.hub().broadcast("room", -1))
				.withMessage("negative");
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> server.hub().connections().get(0).send(-1));
			assertThat(server.hub().position()).isEqualTo(before);
			server.hub().broadcast("room", "next");
			assertThat(client.readData()).isEqualTo("next");
		}
	}

	private static SseTestClient openAndReadTheSnapshot() throws IOException {
		SseTestClient client = server.open("/emitter");
		for (int i = 0; i < 3; i++) {
			client.readBlock();
		}
		return client;
	}

	@RestController
	static class Application {

		final BlockingQueue<SseEmitter> emitters = new LinkedBlockingQueue<>();

		private final SseHub hub;

		// No cycle, although the hub writes data with a bean of this one
		Application(SseHub hub) {
			this.hub = hub;
		}

		@Bean
		SseDataSerializer dataSerializer() {
			return (data) -> {
				if (data.value() instanceof Integer number && number < 0) {
					throw new UnsupportedOperationException("negative");
				}
				Object unit = data.hints().get("unit");
				String text = data.value() + ((unit != null) ? " " + unit : "");
				return ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
			};
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			SseEmitter emitter = this.hub
				.open(SseSubscription.to("room").snapshot((position) -> List.of(SseEvent.of(0))));
			this.emitters.clear();
			this.emitters.add(emitter);
			return emitter;
		}

	}

}
