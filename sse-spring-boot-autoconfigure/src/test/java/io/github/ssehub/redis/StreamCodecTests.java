package io.github.ssehub.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.LogRecord.Broadcast;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.log.codec.RecordFormatException;
import io.github.ssehub.source.ReaderTimes;
import io.github.ssehub.source.StreamDescription;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamCodecTests {

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final StreamCodec codec = new StreamCodec(new RecordCodec(this.ids));

	@Test
	void shouldRestoreAll() throws RecordFormatException {
		ReaderTimes times = new ReaderTimes(Duration.ofSeconds(3), Duration.ofMillis(1), Duration.ofDays(365),
				Duration.ZERO);
		Broadcast event = new Broadcast(List.of("\u0001id"), this.encoder.encode(SseEvent.of("error", "gone"), "id."));
		StreamDescription stream = new StreamDescription("id", "\u00e4nn", Duration.ofMinutes(1), times,
				Map.of("name", "value"), List.of(event, event));
		StreamDescription restored = this.codec.decode("id", this.codec.encode(stream));
		assertThat(restored).usingRecursiveComparison().isEqualTo(stream);
	}

	@Test
	void shouldRestoreWhatIsLeftToTheDefault() throws RecordFormatException {
		StreamDescription stream = new StreamDescription("id", null, Duration.ZERO,
				new ReaderTimes(null, null, null, null), Map.of(), List.of());
		assertThat(this.codec.decode("id", this.codec.encode(stream))).isEqualTo(stream);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 5, 9, 12 })
	void shouldRefuseWhatIsCutOff(int length) {
		byte[] bytes = this.codec.encode(new StreamDescription("id", "ann", Duration.ZERO,
				new ReaderTimes(null, null, null, null), Map.of("name", "value"), List.of()));
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> this.codec.decode("id", Arrays.copyOf(bytes, length)));
	}

	@Test
	void shouldRefuseAnotherVersion() {
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> this.codec.decode("id", new byte[] { 2, 0 }))
			.withMessageContaining("version 2");
	}

}
