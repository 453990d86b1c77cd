package io.github.ssehub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SseDataTests {

	private static final ParameterizedTypeReference<List<Number>> NUMBERS = new ParameterizedTypeReference<>() {
	};

	@Test
	void shouldHaveTheClassAsTypeUnlessOneIsGiven() {
		assertThat(SseData.of(42).type().getType()).isEqualTo(Integer.class);
		assertThat(SseData.of(List.of(1, 2.0), NUMBERS).type().getType()).isEqualTo(NUMBERS.getType());
	}

	@Test
	void shouldTakeTheTypeOfAnObjectThatKnowsIt() {
		assertThat(SseData.of(new Numbers()).type()).isEqualTo(Numbers.TYPE);
	}

	@Test
	void shouldReturnDataAsItIs() {
		SseData data = SseData.of(42).view(Number.class);
		assertThat(SseData.of(data)).isSameAs(data);
		SseEvent event = SseEvent.of("name", data);
		assertThat(event.typedData()).isSameAs(data);
		assertThat(event.data()).isEqualTo(42);
	}

	@Test
	void shouldCollectHints() {
		SseData data = SseData.of(42);
		SseData hinted = data.view(Number.class).hint("other", 7);
		assertThat(data.hints()).isEmpty();
		assertThat(hinted.hints())
			.isEqualTo(Map.of("com.fasterxml.jackson.annotation.JsonView", Number.class, "other", 7));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> hinted.hints().clear());
	}

	@Test
	void shouldKeepTypeAndHintsApart() {
		SseData data = SseData.of(List.of(1), NUMBERS).view(Number.class);
		assertThat(data.type().getType()).isEqualTo(NUMBERS.getType());
		assertThat(data.value()).isEqualTo(List.of(1));
	}

	@Test
	void shouldGiveAnEventDataOfAGenericType() {
		SseEvent event = SseEvent.builder().data(List.of(1, 2.0), NUMBERS).build();
		assertThat(event.typedData()).isNotNull();
		assertThat(event.typedData().type().getType()).isEqualTo(NUMBERS.getType());
		assertThat(event.data()).isEqualTo(List.of(1, 2.0));
		assertThat(SseEvent.builder().event("none").build().typedData()).isNull();
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(null)).withMessage("'data' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(null, NUMBERS));
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(List.of(1), null));
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(1).view(null));
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(1).hint("name", null));
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(1).hint("", 1));
	}

	@Test
	void shouldRefuseAViewThatIsNoClass() {
		assertThatIllegalArgumentException().isThrownBy(() -> SseData.of(1).hint(SseData.VIEW_HINT, "Summary"));
	}

	@Test
	void shouldNotShowTheDataInLogs() {
		assertThat(SseData.of("secret")).hasToString("SseData[java.lang.String]");
	}

	private static final class Numbers extends HashMap<String, Number> implements ResolvableTypeProvider {

		private static final ResolvableType TYPE = ResolvableType.forClassWithGenerics(Map.class, String.class,
				Number.class);

		@Override
		public ResolvableType getResolvableType() {
			return TYPE;
		}

	}

}
