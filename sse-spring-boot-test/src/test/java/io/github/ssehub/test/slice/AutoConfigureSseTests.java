package io.github.ssehub.test.slice;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

class AutoConfigureSseTests {

	private static void shouldDeliver(SseTestClient client, SseHub hub, String address) {
		SseTestStream stream = client.get("/rooms/a").open();
		hub.broadcast("a", "hello");
		assertThat(stream.awaitEvent()).hasData("hello");
		assertThat(stream.toString()).matches("(?s)GET " + address + ".*");
	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.servlet.context-path=/app")
	@AutoConfigureSse
	class WithServer {

		@Test
		void shouldTalkToThePort(@Autowired SseTestClient client, @Autowired SseHub hub) {
			shouldDeliver(client, hub, "http://localhost:\\d+/app/rooms/a");
		}

	}

	@Nested
	@SpringBootTest
	@AutoConfigureMockMvc
	@AutoConfigureSse
	class WithoutServer {

		@Test
		void shouldUseMockMvc(@Autowired SseTestClient client, @Autowired SseHub hub) {
			shouldDeliver(client, hub, "http://localhost/rooms/a");
		}

	}

	@Nested
	@WebMvcTest
	@AutoConfigureSse
	class WithSlice {

		@Test
		void shouldUseMockMvc(@Autowired SseTestClient client, @Autowired SseHub hub) {
			shouldDeliver(client, hub, "http://localhost/rooms/a");
		}

	}

}
