package io.github.ssehub;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SseSubscriptionTests {

	@Test
	void shouldHaveOnlyRoomsAtFirst() {
		SseSubscription subscription = SseSubscription.to("a");
		assertThat(subscription.rooms()).containsExactly("a");
		assertThat(subscription.attributes()).isEmpty();
		assertThat(subscription.filter()).isNull();
		assertThat(subscription.heartbeat()).isNull();
		assertThat(subscription.retry()).isNull();
	}

	@Test
	void shouldBePresentUnderAName() {
		SseSubscription subscription = SseSubscription.to("a").presence().member("ann").member("\ud83d\ude00");
		assertThat(subscription.member()).isEqualTo("\ud83d\ude00");
		assertThat(subscription.tellsPresence()).isTrue();
		assertThat(SseSubscription.to("a").member()).isNull();
		assertThat(SseSubscription.to("a").tellsPresence()).isFalse();
		assertThat(subscription.overflow(OverflowPolicy.DISCONNECT).opening(OpeningForm.BLOCK).member()).isNotNull();
		assertThat(subscription.member("b".repeat(128)).tellsPresence()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb", "\u0000", "\u0085", "\ud83d", "a\ude00" })
	void shouldRefuseNamesOfNobody(String name) {
		assertThatExceptionOfType(SseMemberNameException.class).isThrownBy(() -> SseSubscription.to("a").member(name));
		assertThatExceptionOfType(SseMemberNameException.class)
			.isThrownBy(() -> SseSubscription.to("a").member("b".repeat(129)));
	}

	@Test
	void shouldAcceptNoRoom() {
		assertThat(SseSubscription.to().rooms()).isEmpty();
	}

	@Test
	void shouldKeepRoomsInOrder() {
		assertThat(SseSubscription.to("c", "a", "b").rooms()).containsExactly("c", "a", "b");
	}

	@Test
	void shouldAddRoomsAtEnd() {
		assertThat(SseSubscription.to("c").and(List.of("b", "c", "a")).rooms()).containsExactly("c", "b", "a");
	}

	@Test
	void shouldJoinRoomOnceThatIsGivenTwice() {
		assertThat(SseSubscription.to("a", "b", "a").rooms()).containsExactly("a", "b");
	}

	@Test
	void shouldRefuseNullRoom() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseSubscription.to(Arrays.asList("a", null)))
			.withMessage("'rooms' must not contain null");
	}

	@Test
	void shouldNotLetRoomsBeModified() {
		SseSubscription subscription = SseSubscription.to("a");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> subscription.rooms().add("b"));
	}

	@Test
	void shouldNotFollowTheGivenCollection() {
		List<String> rooms = Arrays.asList("a", "b");
		SseSubscription subscription = SseSubscription.to(rooms);
		rooms.set(0, "c");
		assertThat(subscription.rooms()).containsExactly("a", "b");
	}

	@Test
	void shouldReturnChangedCopies() {
		SseSubscription subscription = SseSubscription.to("a");
		subscription.and(List.of("b"));
		subscription.attribute("tenant", 7);
		subscription.filter((event) -> false);
		subscription.heartbeat(Duration.ofSeconds(1));
		subscription.retry(Duration.ofSeconds(2));
		assertThat(subscription.rooms()).containsExactly("a");
		assertThat(subscription.attributes()).isEmpty();
		assertThat(subscription.filter()).isNull();
		assertThat(subscription.heartbeat()).isNull();
		assertThat(subscription.retry()).isNull();
	}

	@ParameterizedTest
	@MethodSource("changes")
	void shouldKeepEverythingElseInCopy(UnaryOperator<SseSubscription> change) {
		SseSubscription subscription = change.apply(SseSubscription.to("a")
			.attribute("tenant", 7)
			.filter((event) -> false)
			.heartbeat(Duration.ofSeconds(1))
			.retry(Duration.ofSeconds(2)));
		assertThat(subscription.rooms()).contains("a");
		assertThat(subscription.attributes()).containsEntry("tenant", 7);
		assertThat(passes(subscription, "chat")).isFalse();
		assertThat(subscription.heartbeat()).isEqualTo(Duration.ofSeconds(1));
		assertThat(subscription.retry()).isEqualTo(Duration.ofSeconds(2));
	}

	static List<UnaryOperator<SseSubscription>> changes() {
		return List.of((subscription) -> subscription.and(List.of("b")),
				(subscription) -> subscription.attribute("more", true),
				(subscription) -> subscription.filter((event) -> true),
				(subscription) -> subscription.heartbeat(Duration.ofSeconds(1)),
				(subscription) -> subscription.retry(Duration.ofSeconds(2)));
	}

	@Test
	void shouldReplaceHeartbeatAndRetry() {
		SseSubscription subscription = SseSubscription.to("a")
			.heartbeat(Duration.ofSeconds(1))
			.retry(Duration.ofSeconds(2))
			.heartbeat(Duration.ofSeconds(3))
			.retry(Duration.ofSeconds(4));
		assertThat(subscription.heartbeat()).isEqualTo(Duration.ofSeconds(3));
		assertThat(subscription.retry()).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void shouldPassOnlyEventsThatPassAllFilters() {
		SseSubscription subscription = SseSubscription.to("a")
			.filter((event) -> String.valueOf(event.event()).startsWith("c"))
			.filter((event) -> String.valueOf(event.event()).endsWith("t"));
		assertThat(passes(subscription, "chat")).isTrue();
		assertThat(passes(subscription, "call")).isFalse();
		assertThat(passes(subscription, "bat")).isFalse();
	}

	@Test
	void shouldRefuseNullFilter() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseSubscription.to("a").filter(null))
			.withMessage("'filter' must not be null");
	}

	@Test
	void shouldReplaceAttributeOfSameName() {
		SseSubscription subscription = SseSubscription.to("a").attribute("tenant", 7).attribute("tenant", 8);
		assertThat(subscription.attributes()).isEqualTo(Map.of("tenant", 8));
	}

	@Test
	void shouldRefuseAttributeWithoutNameOrValue() {
		SseSubscription subscription = SseSubscription.to("a");
		assertThatIllegalArgumentException().isThrownBy(() -> subscription.attribute("", 7))
			.withMessage("'name' must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> subscription.attribute("tenant", null))
			.withMessage("'value' must not be null");
	}

	@Test
	void shouldNotLetAttributesBeModified() {
		SseSubscription subscription = SseSubscription.to("a").attribute("tenant", 7);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> subscription.attributes().put("tenant", 8));
	}

	@Test
	void shouldRefuseNegativeHeartbeat() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseSubscription.to("a").heartbeat(Duration.ofMillis(-1)))
			.withMessage("'heartbeat' must not be negative");
	}

	@Test
	void shouldAcceptHeartbeatOfZero() {
		assertThat(SseSubscription.to("a").heartbeat(Duration.ZERO).heartbeat()).isEqualTo(Duration.ZERO);
	}

	@Test
	void shouldRefuseNegativeRetry() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseSubscription.to("a").retry(Duration.ofMillis(-1)))
			.withMessage("'retry' must not be negative");
	}

	@Test
	void shouldAcceptRetryOfZero() {
		assertThat(SseSubscription.to("a").retry(Duration.ZERO).retry()).isEqualTo(Duration.ZERO);
	}

	private static boolean passes(SseSubscription subscription, String event) {
		assertThat(subscription.filter()).isNotNull();
		return subscription.filter().test(SseEventMetadata.of("a", "e-1", SseEvent.of(event, "x")));
	}

}
