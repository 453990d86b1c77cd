package io.github.ssehub.test.shop;

import org.junit.jupiter.api.Test;

import io.github.ssehub.test.hub.RecordingSseConnection;
import io.github.ssehub.test.hub.RecordingSseHub;

import static org.assertj.core.api.Assertions.assertThat;

// recipe
class OrdersTests {

	private final RecordingSseHub hub = new RecordingSseHub();

	private final Orders orders = new Orders(this.hub);

	@Test
	void shouldTellTheCustomer() {
		Order order = new Order("1", "ann", 42);
		this.orders.place(order);
		assertThat(this.hub).hasBroadcast("orders:ann", "placed", order).hasNoBroadcasts("orders:bob");
		assertThat(this.hub.broadcasts("orders:ann").get(0).isAfterCommit()).isTrue();
	}

	@Test
	void shouldTellTheBossWhenNobodyIsThere() {
		RecordingSseConnection boss = this.hub.connect("7", "news").user("boss");
		this.orders.place(new Order("1", "ann", 42));
		assertThat(this.hub).hasSentToUser("boss", "unattended", "1");
		assertThat(boss.received()).hasSize(1);
	}

	@Test
	void shouldNotBotherTheBossOtherwise() {
		this.hub.connect("8", "staff");
		this.orders.place(new Order("1", "ann", 42));
		assertThat(this.hub.sends()).isEmpty();
	}

}
// end
