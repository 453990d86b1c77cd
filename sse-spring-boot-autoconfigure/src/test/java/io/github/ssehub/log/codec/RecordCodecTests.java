package io.github.ssehub.log.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogRecord.Broadcast;
import io.github.ssehub.log.LogRecord.CloseRoom;
import io.github.ssehub.log.LogRecord.DisconnectUser;
import io.github.ssehub.log.LogRecord.EndStream;
import io.github.ssehub.log.LogRecord.StopStream;
import io.github.ssehub.log.LogRecord.UserSend;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecordCodecTests {

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final RecordCodec codec = new RecordCodec(this.ids);

	@Test
	void shouldRestoreBroadcast() throws RecordFormatException {
		SseEvent source = SseEvent.builder().event("n\u00e4me").data("x\ny").key("k").comment("c").build();
		Broadcast restored = (Broadcast) roundTrip(
				new Broadcast(List.of("a", "caf\u00e9"), this.encoder.encode(source, "prefix.")));
		assertThat(restored.rooms()).containsExactly("a", "caf\u00e9");
		WireEvent event = restored.event();
		assertThat(event.event()).isEqualTo("n\u00e4me");
		assertThat(event.key()).isEqualTo("k");
		assertThat(event.ownId()).isNull();
		assertThat(event.attributes()).isEmpty();
		event.seal(this.ids, Long.MAX_VALUE);
		assertThat(text(event)).isEqualTo(
				": c\nevent: n\u00e4me\ndata: x\ndata: y\nid: prefix." + this.ids.format(Long.MAX_VALUE) + "\n\n");
	}

	@Test
	void shouldRestoreEventWithIdOfItsOwn() throws RecordFormatException {
		SseEvent source = SseEvent.builder().id("order 1").data("x").build();
		WireEvent event = ((Broadcast) roundTrip(new Broadcast(List.of("a"), this.encoder.encode(source)))).event();
		assertThat(event.ownId()).isEqualTo("order 1");
		event.seal(this.ids, 7);
		assertThat(text(event)).isEqualTo("data: x\nid: order 1\n\n");
	}

	@Test
	void shouldRestoreAttributes() throws RecordFormatException {
		List<Object> values = List.of("text", 1, 2L, 3.5, 4.5f, (short) 5, (byte) 6, true, false,
				new BigInteger("12345678901234567890"), new BigDecimal("1.10"), List.of("a", List.of(1)));
		SseEvent.Builder source = SseEvent.builder().data("x");
		for (int i = 0; i < values.size(); i++) {
			source.attribute("a" + i, values.get(i));
		}
		Broadcast restored = (Broadcast) roundTrip(new Broadcast(List.of("a"), this.encoder.encode(source.build())));
		assertThat(restored.event().attributes()).isEqualTo(source.build().attributes()).hasSize(values.size());
	}

	@Test
	void shouldRefuseAttributesOfOtherTypes() {
		for (Object value : new Object[] { new AtomicInteger(), this, List.of('x'), Arrays.asList("a", null) }) {
			WireEvent event = this.encoder.encode(SseEvent.builder().data("x").attribute("a", value).build());
			assertThatIllegalArgumentException().isThrownBy(() -> this.codec.encode(new Broadcast(List.of("a"), event)))
				.withMessageStartingWith("Attribute 'a' of an event must be");
		}
	}

	@Test
	void shouldRestoreSealedEventOfUser() throws RecordFormatException {
		WireEvent event = this.encoder.encode(SseEvent.of("hi"));
		event.seal();
		UserSend restored = (UserSend) roundTrip(new UserSend("ann", event, new AtomicInteger(3)));
		assertThat(restored.user()).isEqualTo("ann");
		assertThat(text(restored.event())).isEqualTo("data: hi\n\n");
		assertThat(restored.reached()).hasValue(0);
	}

	@Test
	void shouldRestoreControl() throws RecordFormatException {
		assertThat(roundTrip(new CloseRoom("\u0001room"))).isEqualTo(new CloseRoom("\u0001room"));
		assertThat(roundTrip(new StopStream("id~"))).isEqualTo(new StopStream("id~"));
		for (SseStreamState state : SseStreamState.values()) {
			EndStream end = new EndStream("id", state, Long.MAX_VALUE);
			assertThat(roundTrip(end)).isEqualTo(end);
		}
		assertThat(((DisconnectUser) roundTrip(new DisconnectUser("ann", new AtomicInteger()))).user())
			.isEqualTo("ann");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 9, 12 })
	void shouldRefuseWhatIsCutOff(int length) {
		byte[] bytes = this.codec.encode(new Broadcast(List.of("a"), this.encoder.encode(SseEvent.of("hi"))));
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> this.codec.decode(Arrays.copyOf(bytes, length)));
	}

	@Test
	void shouldRefuseWhatItDoesNotKnow() {
		for (byte[] bytes : new byte[][] { { 2, 1 }, { 1, 7 }, { 1, 0 },
				{ 1, 3, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F } }) {
			assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> this.codec.decode(bytes));
		}
	}

	private LogRecord roundTrip(LogRecord record) throws RecordFormatException {
		return this.codec.decode(this.codec.encode(record));
	}

	private static String text(WireEvent event) {
		return new String(event.bytes(), 0, event.length(), StandardCharsets.UTF_8);
	}

}
