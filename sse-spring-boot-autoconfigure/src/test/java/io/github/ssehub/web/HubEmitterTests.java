package io.github.ssehub.web;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class HubEmitterTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.limits.event-size=16KB");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldSendText() throws Exception {
		try (SseTestClient client = open()) {
			emitter().send("hello");
			assertThat(client.readBlock()).isEqualTo("data:hello\n");
		}
	}

	@Test
	void shouldSendObjectsAsJson() throws Exception {
		try (SseTestClient client = open()) {
			emitter().send(Map.of("a", 1));
			assertThat(client.readBlock()).isEqualTo("data:{\"a\":1}\n");
		}
	}

	@Test
	void shouldSendObjectsOfAMediaType() throws Exception {
		try (SseTestClient client = open()) {
			emitter().send(Map.of("a", 1), MediaType.APPLICATION_JSON);
			assertThat(client.readBlock()).isEqualTo("data:{\"a\":1}\n");
		}
	}

	@Test
	void shouldSendWhatTheBuilderOfSpringBuilds() throws Exception {
		try (SseTestClient client = open()) {
			emitter().send(SseEmitter.event()
				.comment("note")
				.id("7")
				.name("update")
				.reconnectTime(4000)
				.data(Map.of("a", 1))
				.data("text"));
			assertThat(client.readBlock()).isEqualTo("""
					:note
					id:7
					event:update
					retry:4000
					data:{"a":1}
					data:text
					""");
		}
	}

	@Test
	void shouldSplitDataIntoLines() throws Exception {
		try (SseTestClient client = open()) {
			SseEmitter emitter = emitter();
			emitter.send("a\nb\rc\r\nd\n");
			assertThat(client.readBlock()).isEqualTo("data:a\ndata:b\ndata:c\ndata:d\ndata:\n");
			emitter.send("a\nb\rc\r\nd", MediaType.TEXT_PLAIN);
			assertThat(client.readBlock()).isEqualTo("data:a\ndata:b\ndata:c\ndata:d\n");
		}
	}

	@Test
	void shouldSendRawItems() throws Exception {
		try (SseTestClient client = open()) {
			emitter().send(Set.of(new DataWithMediaType("data: raw\n\n", MediaType.TEXT_PLAIN)));
			assertThat(client.readBlock()).isEqualTo("data: raw\n");
		}
	}

	@Test
	void shouldKeepTheOrderOfSentAndBroadcastEvents() throws Exception {
		try (SseTestClient client = open()) {
			SseEmitter emitter = emitter();
			for (int i = 0; i < 50; i++) {
				server.hub().broadcast("room", "b" + i);
				emitter.send(SseEmitter.event().data("s" + i));
			}
			for (int i = 0; i < 50; i++) {
				assertThat(client.readBlock()).startsWith("data: b" + i + "\n");
				assertThat(client.readBlock()).isEqualTo("data:s" + i + "\n");
			}
		}
	}

	@Test
	void shouldSendBeforeTheMethodReturns() throws Exception {
		try (SseTestClient client = server.open("/early")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			assertThat(client.readBlock()).isEqualTo("data:early\n");
			assertThat(client.readRest()).isEmpty();
		}
	}

	@Test
	void shouldRefuseTooLargeEvents() throws Exception {
		try (SseTestClient client = open()) {
			SseEmitter emitter = emitter();
			assertThatExceptionOfType(SseEventTooLargeException.class)
				.isThrownBy(() -> emitter.send("x".repeat(17 * 1024)));
			emitter.send("small");
			assertThat(client.readBlock()).isEqualTo("data:small\n");
		}
	}

	@Test
	void shouldEndTheStreamOnCompletion() throws Exception {
		try (SseTestClient client = open()) {
			SseConnection connection = server.hub().connections().get(0);
			SseEmitter emitter = emitter();
			CompletableFuture<String> completed = new CompletableFuture<>();
			emitter.onCompletion(() -> completed.complete(Thread.currentThread().getName()));
			emitter.send("last");
			emitter.complete();
			assertThat(client.readRest()).isEqualTo("data:last\n\n");
			assertThat(completed.get(10, TimeUnit.SECONDS)).startsWith("sse-listener-");
			server.bean(RecordingListener.class).awaitClosed(connection, CloseReason.COMPLETED);
		}
	}

	@Test
	void shouldRefuseToSendAfterTheEnd() throws Exception {
		try (SseTestClient client = open()) {
			SseEmitter emitter = emitter();
			emitter.complete();
			emitter.complete();
			assertThat(client.readRest()).isEmpty();
			await().atMost(10, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThatIllegalStateException().isThrownBy(() -> emitter.send("late")));
		}
	}

	@Test
	void shouldEndTheStreamOnAnError() throws Exception {
		try (SseTestClient client = open()) {
			SseConnection connection = server.hub().connections().get(0);
			emitter().completeWithError(new IllegalStateException("test"));
			assertThat(client.readRest()).isEmpty();
			server.bean(RecordingListener.class).awaitClosed(connection, CloseReason.ERROR);
		}
	}

	@Test
	void shouldCallBackWhenTheClientIsGone() throws Exception {
		CompletableFuture<Void> completed = new CompletableFuture<>();
		try (SseTestClient client = open()) {
			emitter().onCompletion(() -> completed.complete(null));
			client.reset();
		}
		await().atMost(10, TimeUnit.SECONDS).until(() -> {
			server.hub().broadcast("room", "ping");
			return completed.isDone();
		});
	}

	private SseTestClient open() throws IOException {
		SseTestClient client = server.open("/emitter");
		assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
		return client;
	}

	private SseEmitter emitter() throws InterruptedException {
		return server.bean(Application.class).emitters.poll(10, TimeUnit.SECONDS);
	}

	@RestController
	static class Application extends RecordingListener {

		final BlockingQueue<SseEmitter> emitters = new LinkedBlockingQueue<>();

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			SseEmitter emitter = this.hub.open(SseSubscription.to("room"));
			this.emitters.add(emitter);
			return emitter;
		}

		@GetMapping("/early")
		SseEmitter early() throws IOException {
			SseEmitter emitter = this.hub.open(SseSubscription.to("room"));
			emitter.send("early");
			emitter.complete();
			return emitter;
		}

	}

}
