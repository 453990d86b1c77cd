package io.github.ssehub.sample;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a browser makes of a connection that breaks within an event, or within a line: at
 * each byte of a stream.
 */
@ParameterizedClass
@EnumSource
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(ClientEndpoint.class)
class BrowserCutTests extends AbstractBrowserTests {

	// With what the opening and two events take, and the heads of their chunks
	private static final int LENGTH = 162;

	// As many as a browser opens to a server
	private static final int STREAMS = 6;

	// Every cut takes a while in three browsers
	private static final int STEP = Boolean.getBoolean("sse.cuts.all") ? STREAMS : 3 * STREAMS;

	@Autowired
	private SseHub hub;

	@Test
	void shouldReceiveEachEventOnceAndWhole() throws Exception {
		try (CuttingProxy proxy = new CuttingProxy(uri("/").getPort())) {
			for (int cut = 0; cut < LENGTH; cut += STEP) {
				String room = UUID.randomUUID().toString();
				this.hub.broadcast(room, "first");
				this.hub.broadcast(room, "second");
				List<String> urls = IntStream.range(cut, cut + STREAMS)
					.mapToObj((bytes) -> proxy.uri("/cut/" + room + "?cut=" + bytes).toString())
					.toList();
				driver().get(proxy.uri("/blank.html").toString());
				listen(urls);
				this.hub.broadcast(room, "third");
				await().atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(received()).as("received from %s", urls)
						.isEqualTo(Collections.nCopies(STREAMS, List.of("first", "second", "third"))));
				close();
			}
		}
	}

	private void listen(List<String> urls) {
		driver().executeScript("""
				window.received = arguments[0].map(() => []);
				window.sources = arguments[0].map((url) => new EventSource(url));
				sources.forEach((source, i) => source.onmessage = (event) => received[i].push(event.data));
				""", urls);
	}

	// Or the next page would have to wait for one of their connections
	private void close() {
		driver().executeScript("sources.forEach((source) => source.close());");
	}

	private Object received() {
		return driver().executeScript("return received;");
	}

}
