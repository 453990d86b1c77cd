package io.github.ssehub.sample;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the server promises to a client that reconnects by itself, with the opening form
 * that it needs.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(ClientEndpoint.class)
abstract class AbstractClientTests {

	private final String room = UUID.randomUUID().toString();

	@Autowired
	private SseHub hub;

	@LocalServerPort
	private int port;

	private final OpeningForm opening;

	AbstractClientTests(OpeningForm opening) {
		this.opening = opening;
	}

	abstract StreamClient connect(URI uri) throws Exception;

	@Test
	void shouldReceiveOnceWhatItMissed() throws Exception {
		try (StreamClient client = connect(this.opening)) {
			publish("first");
			eventually(() -> assertThat(client.received()).containsExactly("message first"));
			cut();
			publishUnheard("second", "third");
			awaitOpened(client, 2);
			publish("fourth");
			eventually(() -> assertThat(client.received()).hasSizeGreaterThanOrEqualTo(4));
			cut();
			publishUnheard("fifth");
			awaitOpened(client, 3);
			publish("sixth");
			eventually(() -> assertThat(client.received()).endsWith("message sixth"));
			assertThat(client.received()).containsExactly("message first", "message second", "message third",
					"message fourth", "message fifth", "message sixth");
		}
	}

	@Test
	void shouldReceiveWhatItMissedBeforeItsFirstEvent() throws Exception {
		shouldReceiveWhatItMissedBeforeItsFirstEvent(this.opening);
	}

	void shouldReceiveWhatItMissedBeforeItsFirstEvent(OpeningForm opening) throws Exception {
		assertThat(receivedIfCutBeforeFirstEvent(opening)).containsExactly("message missed", "message live");
	}

	void shouldMissWhatCameBeforeItsFirstEvent(OpeningForm opening) throws Exception {
		assertThat(receivedIfCutBeforeFirstEvent(opening)).containsExactly("message live");
	}

	private List<String> receivedIfCutBeforeFirstEvent(OpeningForm opening) throws Exception {
		try (StreamClient client = connect(opening)) {
			cut();
			publishUnheard("missed");
			awaitOpened(client, 2);
			publish("live");
			eventually(() -> assertThat(client.received()).endsWith("message live"));
			return client.received();
		}
	}

	@Test
	void shouldBeToldThatItMissedEvents() throws Exception {
		try (StreamClient client = connect(this.opening)) {
			String last = publish("first");
			eventually(() -> assertThat(client.received()).containsExactly("message first"));
			cut();
			String[] many = new String[1_100];
			for (int i = 0; i < many.length; i++) {
				many[i] = String.valueOf(i);
			}
			publishUnheard(many);
			awaitOpened(client, 2);
			publish("live");
			eventually(() -> assertThat(client.received()).endsWith("message live"));
			List<String> expected = new ArrayList<>(
					List.of("message first", "sse-gap {\"lastEventId\":\"" + last + "\",\"reason\":\"expired\"}"));
			// The live one has pushed out none that was still to be read
			for (int i = many.length - 1_000; i < many.length; i++) {
				expected.add("message " + i);
			}
			expected.add("message live");
			assertThat(client.received()).containsExactlyElementsOf(expected);
		}
	}

	@Test
	void shouldComeBackWithPositionOfHeartbeat() throws Exception {
		try (StreamClient client = connect(this.opening, Duration.ofMillis(100))) {
			publish("first");
			eventually(() -> assertThat(client.received()).containsExactly("message first"));
			String elsewhere = broadcastElsewhere(client);
			// The first heartbeat may have been on its way before
			broadcastElsewhere(client);
			cut();
			awaitOpened(client, 2);
			String lastEventId = this.hub.connections(this.room).iterator().next().lastEventId();
			assertThat(lastEventId).isNotNull();
			assertThat(sequence(lastEventId)).isGreaterThanOrEqualTo(sequence(elsewhere));
		}
	}

	private String broadcastElsewhere(StreamClient client) {
		long moved = client.moved();
		String id = this.hub.broadcast("elsewhere", "hi");
		eventually(() -> assertThat(client.moved()).isGreaterThan(moved));
		return id;
	}

	private static long sequence(String id) {
		return Long.parseLong(id.substring(id.indexOf('-') + 1), 36);
	}

	private StreamClient connect(OpeningForm opening) throws Exception {
		return connect(opening, Duration.ofSeconds(20));
	}

	private StreamClient connect(OpeningForm opening, Duration heartbeat) throws Exception {
		StreamClient client = connect(new TestHttp(this.port).uri("/clients/" + this.room + "?opening=" + opening
				+ "&heartbeat=" + heartbeat.toMillis() + "&client=" + this.room));
		awaitOpened(client, 1);
		return client;
	}

	private void awaitOpened(StreamClient client, int times) {
		eventually(() -> {
			assertThat(client.opened()).isEqualTo(times);
			assertThat(this.hub.connections(this.room)).hasSize(1);
		});
	}

	private void cut() throws Exception {
		new TestHttp(this.port).cut(this.room);
		eventually(() -> assertThat(this.hub.connections(this.room)).isEmpty());
	}

	private String publish(String text) {
		return this.hub.broadcast(this.room, text);
	}

	private void publishUnheard(String... texts) {
		for (String text : texts) {
			publish(text);
		}
		assertThat(this.hub.connections(this.room)).as("the client is still away").isEmpty();
	}

	private void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

}
