package io.github.ssehub.web;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

// A slice is no node, whatever the application is
@WebMvcTest(properties = { TestServer.PLAIN, "sse.cluster.name=shop" })
class MockMvcTests {

	private static final String OPENING = ":\nevent: sse-open\nretry: 3000\ndata: \\{}\nid: [0-9a-z]+-[0-9a-z]+\n\n";

	@Autowired
	private MockMvc mvc;

	@Autowired
	private SseHub hub;

	@AfterEach
	void closeStreams() {
		this.hub.connections().forEach(SseConnection::close);
		await().atMost(Duration.ofSeconds(10)).until(() -> this.hub.connections().isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/room", "/emitter/room" })
	void shouldOpenAStreamInASlice(String path) throws Exception {
		MvcResult result = open(this.mvc, path);
		assertThat(result.getResponse().getContentAsString()).matches(OPENING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/room", "/emitter/room" })
	void shouldDeliverEventsInASlice(String path) throws Exception {
		MvcResult result = open(this.mvc, path);
		String first = this.hub.broadcast("room", "hello");
		String second = this.hub.broadcast("room", "named", new Message("hi"));
		awaitContent(result,
				"data: hello\nid: " + first + "\n\n" + "event: named\ndata: {\"text\":\"hi\"}\nid: " + second + "\n\n");
	}

	@Test
	void shouldDeliverManyEvents() throws Exception {
		MvcResult result = open(this.mvc, "/endpoint/room");
		String last = null;
		for (int i = 0; i < 2000; i++) {
			last = this.hub.broadcast("room", "event " + i);
		}
		awaitContent(result, "id: " + last + "\n\n");
		assertThat(result.getResponse().getContentAsString().lines().filter((line) -> line.startsWith("data: event ")))
			.hasSize(2000);
	}

	@Test
	void shouldEndAStream() throws Exception {
		MvcResult result = open(this.mvc, "/endpoint/room");
		this.hub.broadcast("room", "last");
		this.hub.connections().forEach(SseConnection::close);
		assertThat(result.getAsyncResult(10_000)).isNull();
		this.mvc.perform(asyncDispatch(result)).andExpect(status().isOk());
		assertThat(result.getResponse().getContentAsString()).contains("data: last\n");
		await().untilAsserted(() -> assertThat(this.hub.connections()).isEmpty());
	}

	@Test
	void shouldAnswerHead() throws Exception {
		this.mvc.perform(head("/endpoint/room"))
			.andExpect(status().isOk())
			.andExpect(request().asyncNotStarted())
			.andExpect(header().string("Content-Type", "text/event-stream"))
			.andExpect(content().string(""));
	}

	@Test
	void shouldRefuseABadRoomName() throws Exception {
		this.mvc.perform(get("/endpoint/*")).andExpect(status().isBadRequest());
		assertThat(this.hub.connections()).isEmpty();
	}

	@Test
	void shouldOpenAStreamWithoutContext() throws Exception {
		MockMvc standalone = MockMvcBuilders.standaloneSetup(new Controller(this.hub)).build();
		MvcResult result = open(standalone, "/emitter/room");
		assertThat(result.getResponse().getContentAsString()).matches(OPENING);
		this.hub.broadcast("room", "hello");
		awaitContent(result, "data: hello\n");
	}

	private static MvcResult open(MockMvc mvc, String path) throws Exception {
		return mvc.perform(get(path))
			.andExpect(status().isOk())
			.andExpect(request().asyncStarted())
			.andExpect(header().string("Content-Type", "text/event-stream"))
			.andExpect(header().string("Cache-Control", "no-cache, no-transform"))
			.andReturn();
	}

	private static void awaitContent(MvcResult result, String end) {
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(result.getResponse().getContentAsString()).contains(end));
	}

	private record Message(String text) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

	}

	@RestController
	static class Controller {

		private final SseHub hub;

		Controller(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/endpoint/{room}")
		String endpoint(@PathVariable String room) {
			return room;
		}

		@GetMapping("/emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

	}

}
