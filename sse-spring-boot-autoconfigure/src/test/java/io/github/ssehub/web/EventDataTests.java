package io.github.ssehub.web;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventDataTests {

	private static TestServer standard;

	private static TestServer customized;

	@BeforeAll
	static void start() {
		standard = TestServer.start(TestServer.Kind.TOMCAT, Application.class);
		customized = TestServer.start(TestServer.Kind.TOMCAT, Application.class,
				"spring.jackson.property-naming-strategy=SNAKE_CASE", "spring.jackson.serialization.indent-output=true",
				"spring.jackson.serialization.fail-on-empty-beans=true",
				"spring.jackson.default-property-inclusion=non-null");
	}

	@AfterAll
	static void stop() {
		standard.close();
		customized.close();
	}

	@AfterEach
	void closeStreams() {
		standard.closeStreams();
		customized.closeStreams();
	}

	@Test
	void shouldWriteTextAsItIs() throws IOException {
		assertThat(publish(standard, "plain \"text\" ä€")).isEqualTo("data: plain \"text\" ä€\n");
		assertThat(publish(standard, "")).isEqualTo("data: \n");
	}

	@Test
	void shouldWriteBytesAsBase64() throws IOException {
		assertThat(publish(standard, new byte[] { 1, 2, (byte) 255 })).isEqualTo("data: AQL/\n");
	}

	@Test
	void shouldWriteOtherValuesAsJson() throws IOException {
		assertThat(publish(standard, 42)).isEqualTo("data: 42\n");
		assertThat(publish(standard, true)).isEqualTo("data: true\n");
		assertThat(publish(standard, List.of("a", 1))).isEqualTo("data: [\"a\",1]\n");
		assertThat(publish(standard, Map.of("line", "a\nb"))).isEqualTo("data: {\"line\":\"a\\nb\"}\n");
		assertThat(publish(standard, new Person("Ann", null)))
			.isEqualTo("data: {\"firstName\":\"Ann\",\"age\":null}\n");
	}

	@Test
	void shouldWriteDatesAsTheRestEndpointsDo() throws IOException {
		assertThat(publish(standard, new Dates(Instant.EPOCH, LocalDate.of(2024, 2, 29), Duration.ofSeconds(90))))
			.isEqualTo(
					"data: {\"instant\":\"1970-01-01T00:00:00Z\",\"date\":\"2024-02-29\",\"duration\":\"PT1M30S\"}\n");
	}

	@Test
	void shouldWriteJsonOfSeveralLines() throws IOException {
		String block = publish(customized, new Person("Ann", 7));
		assertThat(block).isEqualTo("""
				data: {
				data:   "first_name" : "Ann",
				data:   "age" : 7
				data: }
				""");
		String data = String.join("\n", block.lines().map((line) -> line.substring("data: ".length())).toList());
		assertThat(new JsonMapper().readTree(data).get("age").asInt()).isEqualTo(7);
	}

	@Test
	void shouldHonourInclusion() throws IOException {
		assertThat(publish(customized, new Person("Ann", null))).doesNotContain("age");
	}

	@ParameterizedTest
	@MethodSource
	void shouldRefuseDataThatCannotBeWritten(Object data) throws IOException {
		SseHub hub = customized.hub();
		try (SseTestClient client = customized.open("/room")) {
			client.readBlock();
			String before = hub.position();
			assertThatIllegalArgumentException().isThrownBy(() -> hub.broadcast("room", data))
				.withMessageContaining(data.getClass().getName())
				.withMessageContaining("JSON");
			assertThatIllegalArgumentException().isThrownBy(() -> hub.connections().get(0).send(data));
			assertThat(hub.position()).isEqualTo(before);
			hub.broadcast("room", "next");
			assertThat(client.readBlock()).startsWith("data: next\n");
			customized.closeStreams();
		}
	}

	static List<Object> shouldRefuseDataThatCannotBeWritten() {
		return List.of(new Object(), new Failing(""), new Recursive(""));
	}

	private static String publish(TestServer server, Object data) throws IOException {
		try (SseTestClient client = server.open("/room")) {
			client.readBlock();
			String id = server.hub().broadcast("room", data);
			String block = client.readBlock();
			server.hub().connections("room").get(0).send(SseEvent.of(data));
			assertThat(client.readBlock()).isEqualTo(block.replace("id: " + id + "\n", ""));
			server.closeStreams();
			return block.replace("id: " + id + "\n", "");
		}
	}

	private record Person(String firstName, Integer age) {

	}

	private record Dates(Instant instant, LocalDate date, Duration duration) {

	}

	private record Failing(String value) {

		@Override
		public String value() {
			throw new IllegalStateException("test");
		}

	}

	private record Recursive(Object self) {

		@Override
		public Object self() {
			return this;
		}

	}

	@RestController
	static class Application {

		@SseEndpoint(path = "/room", rooms = "room")
		void room() {
		}

	}

}
