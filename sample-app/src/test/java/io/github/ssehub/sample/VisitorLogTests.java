package io.github.ssehub.sample;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class VisitorLogTests {

	@LocalServerPort
	private int port;

	@Test
	void shouldLogVisitorWhoComesAndGoesAndComesBack(CapturedOutput output) throws Exception {
		try (EventReader stream = open("/chat/logged?client=me")) {
			stream.next();
			shouldLog(output, "Client me came to room logged");
			new TestHttp(this.port).cut("me");
			shouldLog(output, "Client me left room logged: COMPLETED");
		}
		String id = "1-2";
		try (EventReader stream = open("/chat/logged?client=me&lastEventId=" + id)) {
			stream.next();
			shouldLog(output, "Client me is back in room logged with last event id 1-2");
			shouldLog(output, "Client me has missed events of room logged: UNKNOWN");
		}
	}

	@Test
	void shouldLogNothingThatLooksLikeAnotherLine(CapturedOutput output) throws Exception {
		String id = "1%0D%0AERROR%1B%5B31m%E2%80%A8forged%E2%80%AE" + "x".repeat(100);
		try (EventReader stream = open("/chat/forged?client=a%0Ab&lastEventId=" + id)) {
			stream.next();
			shouldLog(output, "Client a?b is back in room forged with last event id 1??ERROR?[31m?forged?x");
			assertThat(output).doesNotContain("x".repeat(65));
		}
	}

	@Test
	void shouldNotLogOtherStreams(CapturedOutput output) throws Exception {
		try (EventReader tool = open("/rooms/quiet?client=tool&lastEventId=x");
				EventReader several = open("/sse?room=quiet&client=several&lastEventId=x");
				EventReader nameless = open("/chat/quiet?lastEventId=x");
				EventReader page = open("/chat/quiet?client=page")) {
			for (EventReader stream : new EventReader[] { tool, several, nameless, page }) {
				stream.next();
			}
			shouldLog(output, "Client page came to room quiet");
			assertThat(output.getAll().lines().filter((line) -> line.contains("quiet"))).hasSize(1);
		}
	}

	private void shouldLog(CapturedOutput output, String text) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(output).contains(text));
	}

	private EventReader open(String path) throws IOException, InterruptedException {
		return EventReader.open(new TestHttp(this.port).uri(path));
	}

}
