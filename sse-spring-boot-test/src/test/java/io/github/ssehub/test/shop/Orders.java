package io.github.ssehub.test.shop;

import org.springframework.stereotype.Service;

import io.github.ssehub.SseHub;

// recipe
@Service
class Orders {

	private final SseHub hub;

	Orders(SseHub hub) {
		this.hub = hub;
	}

	void place(Order order) {
		this.hub.afterCommit().broadcast("orders:" + order.customer(), "placed", order);
		if (this.hub.connections("staff").isEmpty()) {
			this.hub.sendToUser("boss", "unattended", order.id());
		}
	}

}
// end
