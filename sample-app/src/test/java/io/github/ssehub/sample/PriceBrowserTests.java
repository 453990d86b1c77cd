package io.github.ssehub.sample;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prices as data, and as fragments that htmx and Turbo show, in a browser.
 */
@ParameterizedClass
@EnumSource
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PriceBrowserTests extends AbstractBrowserTests {

	private final Set<String> before = new HashSet<>();

	@Autowired
	private SseHub hub;

	@Test
	void shouldSendOnlyTheNewestPriceOfEachToWhoLookedAway() {
		this.hub.close(ServerRooms.PRICES);
		driver().get(uri("/#prices-watchers").toString());
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
		find("#watch").click();
		eventually(() -> {
			assertThat(texts("#prices b")).isEqualTo(PriceTicker.SYMBOLS);
			assertThat(texts("#prices output")).allMatch((price) -> price.matches("\\d+\\.\\d\\d"));
		});
		find("#look-away").click();
		eventually(() -> assertThat(this.hub.connections(ServerRooms.PRICES)).isEmpty());
		for (int i = 0; i < 40; i++) {
			PriceTicker.SYMBOLS.forEach((symbol) -> this.hub.broadcast(ServerRooms.PRICES,
					SseEvent.builder().event("price").key(symbol).data(new Quote(symbol, 4200, 1, 1_000_000)).build()));
		}
		find("#look-away").click();
		eventually(() -> assertThat(text("#prices-status"))
			.matches("\\d+ quotes since you looked away, and 6 of them were sent"));
		find("#watch").click();
		eventually(() -> assertThat(this.hub.connections(ServerRooms.PRICES)).isEmpty());
	}

	@Test
	void shouldShowFragmentsWithHtmx() {
		shouldShowFragments("/fragments/htmx");
	}

	@Test
	void shouldShowFragmentsWithTurbo() {
		shouldShowFragments("/fragments/turbo");
	}

	private void shouldShowFragments(String path) {
		logOfBrowser();
		driver().get(uri(path).toString());
		eventually(() -> {
			List<String> prices = texts("li span");
			assertThat(prices).hasSameSizeAs(PriceTicker.SYMBOLS);
			assertThat(prices).filteredOn((price) -> price.matches("\\d+\\.\\d\\d [▲▼]")).hasSizeGreaterThan(1);
		});
		assertThat(logOfBrowser()).isEmpty();
	}

	@Test
	void shouldShowFragmentsOnThePage() {
		// A browser may keep a page that it has left, with its stream
		this.hub.connections(ServerRooms.FRAGMENTS).forEach((connection) -> this.before.add(connection.id()));
		driver().get(uri("/#fragments-watchers").toString());
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
		find("#fragments summary").click();
		eventually(() -> assertThat(open()).hasSize(2));
		find("#fragments summary").click();
		eventually(() -> assertThat(open()).isEmpty());
	}

	private List<String> open() {
		return this.hub.connections(ServerRooms.FRAGMENTS)
			.stream()
			.map(SseConnection::id)
			.filter((id) -> !this.before.contains(id))
			.toList();
	}

}
