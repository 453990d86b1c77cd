package io.github.ssehub.sample;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSse
@ExtendWith(OutputCaptureExtension.class)
class VisitorLogTests {

	@Autowired
	private SseTestClient client;

	@LocalServerPort
	private int port;

	@Test
	void shouldLogVisitorWhoComesAndGoesAndComesBack(CapturedOutput output) throws Exception {
		try (SseTestStream stream = open("/chat/logged?client=me")) {
			stream.awaitOpen();
			shouldLog(output, "Client me came to room logged");
			new TestHttp(this.port).cut("me");
			shouldLog(output, "Client me left room logged: COMPLETED");
		}
		String id = "1-2";
		try (SseTestStream stream = open("/chat/logged?client=me&lastEventId=" + id)) {
			stream.awaitOpen();
			shouldLog(output, "Client me is back in room logged with last event id 1-2");
			shouldLog(output, "Client me has missed events of room logged: UNKNOWN");
		}
	}

	@Test
	void shouldLogNothingThatLooksLikeAnotherLine(CapturedOutput output) throws Exception {
		String id = "1%0D%0AERROR%1B%5B31m%E2%80%A8forged%E2%80%AE" + "x".repeat(100);
		try (SseTestStream stream = open("/chat/forged?client=a%0Ab&lastEventId=" + id)) {
			stream.awaitOpen();
			shouldLog(output, "Client a?b is back in room forged with last event id 1??ERROR?[31m?forged?x");
			assertThat(output).doesNotContain("x".repeat(65));
		}
	}

	@Test
	void shouldNotLogOtherStreams(CapturedOutput output) throws Exception {
		open("/rooms/quiet?client=tool&lastEventId=x").awaitOpen();
		open("/sse?room=quiet&client=several&lastEventId=x").awaitOpen();
		open("/chat/quiet?lastEventId=x").awaitOpen();
		open("/chat/quiet?client=page").awaitOpen();
		shouldLog(output, "Client page came to room quiet");
		assertThat(output.getAll().lines().filter((line) -> line.contains("quiet"))).hasSize(1);
	}

	private void shouldLog(CapturedOutput output, String text) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(output).contains(text));
	}

	private SseTestStream open(String path) {
		return this.client.get(path).open();
	}

}
