package io.github.ssehub.hub;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseRoomNameException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class RoomNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "room:lobby", " ", "**", "*a", "\u00e4\u20ac\ud83d\ude00", "a/b?c=d&e" })
	void shouldAccept(String room) {
		assertThatNoException().isThrownBy(() -> RoomNames.check(room));
		assertThatNoException().isThrownBy(() -> RoomNames.checkJoinable(room));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "a\rb", "\0", "\t", "a\u007f", "a\u0085" })
	void shouldRefuse(String room) {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.check(room));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.checkJoinable(room));
	}

	// As JSON may have them, and no path or query
	@Test
	void shouldRefuseHalfOfAPair() {
		for (String half : List.of("\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d")) {
			assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.check(half));
			assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.checkJoinable(half));
		}
	}

	@Test
	void shouldBoundLength() {
		assertThatNoException().isThrownBy(() -> RoomNames.check("x".repeat(128)));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.check("x".repeat(129)));
	}

	@Test
	void shouldNotRepeatRefusedNameInMessage() {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.check("forged\nline"))
			.withMessageNotContaining("forged");
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> RoomNames.check(null));
	}

	@Test
	void shouldBroadcastToAllStreamsButNotJoinTheirRoom() {
		assertThatNoException().isThrownBy(() -> RoomNames.check("*"));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> RoomNames.checkJoinable("*"));
	}

	@Test
	void shouldAddRoomOfAllStreams() {
		assertThat(RoomNames.withAll(List.of("b", "a"))).containsExactly("b", "a", "*");
		assertThat(RoomNames.withAll(List.of())).containsExactly("*");
	}

}
