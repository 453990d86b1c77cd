package io.github.ssehub.test.shop;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.SseTest;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

// recipe
@SseTest(OrderController.class)
class OrderControllerTests {

	@Autowired
	private SseTestClient client;

	@Autowired
	private SseHub hub;

	@Test
	void shouldJoinTheRoomOfTheCustomer() {
		SseTestStream stream = this.client.get("/orders/{customer}", "ann").open();
		this.hub.broadcast("orders:bob", "placed", new Order("1", "bob", 7));
		String id = this.hub.broadcast("orders:ann", "placed", new Order("2", "ann", 42));
		assertThat(stream.awaitEvent("placed")).hasDataAs(Order.class, new Order("2", "ann", 42)).hasId(id);
	}

	@Test
	void shouldRefuseCompetitors() {
		SseTestStream answer = this.client.get("/orders/ann").header("X-Shop", "competitor").exchange();
		assertThat(answer).hasStatus(403);
		assertThat(answer.awaitBody()).contains("Not for competitors");
	}

	@Test
	void shouldQuoteEachArticle() {
		SseTestStream stream = this.client.post("/quotes").json("pen,ink").open();
		assertThat(stream).hasExactlyData("pen: 42", "ink: 42").hasEnded();
	}

}
// end
