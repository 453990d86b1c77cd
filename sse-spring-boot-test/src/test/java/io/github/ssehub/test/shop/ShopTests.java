package io.github.ssehub.test.shop;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.AutoConfigureSse;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestEvent;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

// recipe
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sse.heartbeat=200ms", "sse.write-timeout=500ms", "sse.presence.grace=100ms" })
@AutoConfigureSse
class ShopTests {

	@Autowired
	private SseTestClient client;

	@Autowired
	private Orders orders;

	@Autowired
	private SseHub hub;

	@Test
	void shouldTellTheCustomer() {
		SseTestStream stream = this.client.get("/orders/ann").open();
		this.orders.place(new Order("1", "ann", 42));
		assertThat(stream.awaitEvent("placed")).hasDataAs(Order.class, new Order("1", "ann", 42));
	}
	// end

	// recipe
	@Test
	void shouldMissNothing() {
		SseTestStream stream = this.client.get("/orders/bob").open();
		this.hub.broadcast("orders:bob", "first");
		assertThat(stream.awaitEvent()).hasData("first");
		stream.cut();
		this.hub.broadcast("orders:bob", "missed");
		SseTestStream resumed = stream.resume();
		this.hub.broadcast("orders:bob", "live");
		assertThat(resumed).hasExactlyData("missed", "live").hasNoGap();
	}

	@Test
	void shouldTellOfAGap() {
		SseTestStream stream = this.client.get("/orders/carol").lastEventId("of-another-server").open();
		assertThat(stream.awaitEvent()).isGap("unknown");
	}
	// end

	// recipe
	@Test
	void shouldGiveUpAClientThatDoesNotRead() {
		SseTestStream other = this.client.get("/orders/dave").open().awaitOpen();
		this.client.get("/orders/dave").receiveBuffer(4096).open().awaitOpen().stall();
		String large = "x".repeat(100_000);
		await().untilAsserted(() -> {
			this.hub.broadcast("orders:dave", large);
			assertThat(this.hub.connections("orders:dave")).hasSize(1);
		});
		this.hub.broadcast("orders:dave", "bye", "dave");
		assertThat(other.awaitEvent("bye")).hasData("dave");
	}

	@Test
	void shouldServeASlowLink() {
		SseTestStream stream = this.client.get("/orders/erin").bytesPerSecond(20_000).open();
		this.hub.broadcast("orders:erin", "x".repeat(5_000));
		this.hub.broadcast("orders:erin", "last");
		assertThat(stream).hasData("last");
	}
	// end

	// recipe
	@Test
	void shouldKnowWhoIsThere() {
		SseTestStream frank = this.client.get("/staff").param("name", "Frank").open();
		assertThat(frank.awaitEvent("sse-presence")).hasDataContaining("\"members\":[\"Frank\"]");
		SseTestStream grace = this.client.get("/staff").param("name", "Grace").open();
		assertThat(frank.awaitEvent("sse-presence")).hasDataContaining("\"joined\":[\"Grace\"]");
		grace.cut();
		SseTestEvent left = frank.awaitEvent("sse-presence");
		assertThat(left).hasDataContaining("\"left\":[\"Grace\"]");
	}
	// end

	// recipe
	@Test
	void shouldStayQuietButForHeartbeats() {
		SseTestStream stream = this.client.get("/orders/heidi").open().awaitOpen();
		assertThat(stream).staysQuietFor(Duration.ofMillis(300)).hasComment();
	}

	@Test
	void shouldEndWithItsRoom() {
		SseTestStream stream = this.client.get("/orders/ivan").open();
		this.hub.broadcast("orders:ivan", "last");
		this.hub.close("orders:ivan");
		assertThat(stream.awaitEnd()).singleElement().satisfies((event) -> assertThat(event).hasData("last"));
	}
	// end

}
