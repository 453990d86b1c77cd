package io.github.ssehub.sample;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * Prices as data and as fragments of pages. Who comes gets the newest of each symbol
 * first.
 */
@Controller
class PriceController {

	private final SampleNode node;

	PriceController(SampleNode node) {
		this.node = node;
	}

	@SseEndpoint("/prices")
	SseSubscription prices() {
		return SseSubscription.to(this.node.room(ServerRooms.PRICES)).replayLatestPerKey();
	}

	@SseEndpoint("/fragments/events")
	SseSubscription fragments() {
		return SseSubscription.to(this.node.room(ServerRooms.FRAGMENTS)).replayLatestPerKey();
	}

	@GetMapping({ "/fragments/htmx", "/fragments/turbo" })
	void page(Model model) {
		model.addAttribute("symbols", PriceTicker.SYMBOLS);
	}

}
