package io.github.ssehub;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Configuration;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class ReadyMadeEndpointTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, "sse.endpoint.path=/sse",
				"sse.endpoint.rooms=news,chat-*,*-public");
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
	void shouldJoinTheRoomsOfTheRequest() throws IOException {
		try (SseTestClient client = server.open("/sse?room=news&room=chat-1&room=a-public")) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: 3000\n");
			assertThat(server.hub().connections()).singleElement()
				.satisfies((connection) -> assertThat(connection.rooms()).containsExactlyInAnyOrder("news", "chat-1",
						"a-public"));
			server.hub().broadcast("chat-1", "hello");
			assertThat(client.readData()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@CsvSource({ "/sse?room=secret,403", "/sse?room=news&room=secret,403", "/sse?room=*,403", "/sse?room=,403",
			"/sse?room=News,403", "/sse?room=%20news,403", "/sse?room=news%2Cchat-1,403", "/sse,400",
			"/sse?rooms=news,400", "/sse?room=chat-%0A,400", "/other?room=news,404" })
	void shouldRefuseOtherRooms(String path, int status) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(status);
			assertThat(server.hub().connections()).isEmpty();
			assertThat(log.messages()).isEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
