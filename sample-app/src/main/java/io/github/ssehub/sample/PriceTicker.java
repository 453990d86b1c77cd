package io.github.ssehub.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseView;

/**
 * Publishes made up prices, as long as somebody listens: often as data, and less often as
 * fragments of pages.
 */
@Component
@RegisterReflectionForBinding(Quote.class)
class PriceTicker {

	static final List<String> SYMBOLS = List.of("ACME", "BOLT", "CORN", "DUNE", "ECHO", "FERN");

	private static final long FIRST_PRICE = 10_000;

	private final SseHub hub;

	private final SampleNode node;

	// Mutable state, of the scheduler's thread
	private final Map<String, Long> prices = new LinkedHashMap<>();

	private long quotes;

	PriceTicker(SseHub hub, SampleNode node) {
		this.hub = hub;
		this.node = node;
	}

	@Scheduled(fixedRate = 50, timeUnit = TimeUnit.MILLISECONDS)
	void publishPrices() {
		if (isHeard(ServerRooms.PRICES)) {
			Quote quote = next();
			publish(ServerRooms.PRICES, "price", quote.symbol(), quote);
		}
	}

	// The page of htmx takes a fragment as the event that is named after it, and that of
	// Turbo one which says where it belongs
	@Scheduled(fixedRate = 500, timeUnit = TimeUnit.MILLISECONDS)
	void publishFragments() {
		if (isHeard(ServerRooms.FRAGMENTS)) {
			Quote quote = next();
			Map<String, Quote> model = Map.of("quote", quote);
			publish(ServerRooms.FRAGMENTS, "quote-" + quote.symbol(), "htmx-" + quote.symbol(),
					SseView.of("fragments/quote :: htmx", model));
			publish(ServerRooms.FRAGMENTS, "message", "turbo-" + quote.symbol(),
					SseView.of("fragments/quote :: turbo", model));
		}
	}

	private boolean isHeard(String room) {
		return !this.hub.connections(this.node.room(room)).isEmpty();
	}

	// Whoever is behind needs the newest price of each symbol alone
	private void publish(String room, String event, String key, Object data) {
		this.hub.broadcastAsync(List.of(this.node.room(room)),
				SseEvent.builder().event(event).key(key).data(data).build());
	}

	private Quote next() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
		long before = this.prices.getOrDefault(symbol, FIRST_PRICE);
		long price = Math.max(100, before + random.nextLong(-90, 101));
		this.prices.put(symbol, price);
		this.quotes++;
		return new Quote(symbol, price, price - before, this.quotes);
	}

}
