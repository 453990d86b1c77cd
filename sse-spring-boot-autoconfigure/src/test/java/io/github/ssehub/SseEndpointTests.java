package io.github.ssehub;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class SseEndpointTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void shouldJoinReturnedRoom() throws IOException {
		try (SseTestClient client = server.open("/string/a")) {
			assertThat(client.status()).isEqualTo(200);
			System.out.println(client.headers());
			System.out.println(client.readBlock());
			String id = server.hub().broadcast("a", "hello");
			assertThat(client.readBlock()).isEqualTo("data: hello\nid: " + id + "\n");
		}
	}

	@RestController
	static class Application {

		@SseEndpoint("/string/{room}")
		String string(@PathVariable String room) {
			return room;
		}

	}

}
