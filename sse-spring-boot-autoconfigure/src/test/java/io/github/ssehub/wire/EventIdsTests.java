package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EventIdsTests {

	private static final long NOW = 1_760_000_000_000L;

	private final EventIds ids = new EventIds("k3f9");

	@ParameterizedTest
	@CsvSource({ "0, k3f9-0", "1, k3f9-1", "35, k3f9-z", "36, k3f9-10", "1295, k3f9-zz", "1296, k3f9-100",
			"9223372036854775807, k3f9-1y2p0ij32e8e7" })
	void shouldFormatEpochAndSequenceInBase36(long sequence, String id) {
		assertThat(this.ids.format(sequence)).isEqualTo(id);
	}

	@Property
	void shouldWriteLineOfFormattedId(@ForAll("sequences") long sequence) {
		byte[] target = new byte[this.ids.maxLineLength("")];
		int end = this.ids.writeLine(target, 0, "", sequence);
		assertThat(text(target, 0, end)).isEqualTo("id: " + this.ids.format(sequence) + "\n");
	}

	@Property
	void shouldLeaveRoomForEndOfBlock(@ForAll("sequences") long sequence) {
		byte[] target = new byte[this.ids.maxLineLength("")];
		assertThat(this.ids.writeLine(target, 0, "", sequence)).isLessThan(target.length);
	}

	@Test
	void shouldWriteLineAtPositionAndNothingElse() {
		byte[] target = "................".getBytes(StandardCharsets.US_ASCII);
		int end = this.ids.writeLine(target, 3, "", 36);
		assertThat(end).isEqualTo(15);
		assertThat(text(target, 0, target.length)).isEqualTo("...id: k3f9-10\n.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "k3f9-0", "k3f9-zz", "k3f9-", "k3f9-not a sequence" })
	void shouldKnowIdsOfItsEpoch(String id) {
		assertThat(this.ids.isOfEpoch(id)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "k3f9", "k3f90-1", "k3f8-1", "K3F9-1", " k3f9-1", "1-k3f9-" })
	void shouldNotTakeOtherIdsForItsOwn(String id) {
		assertThat(this.ids.isOfEpoch(id)).isFalse();
	}

	@Test
	void shouldHaveEpochInBase36() {
		assertThat(EventIds.ofNewEpoch(NOW).epoch()).matches("[0-9a-z]{1,13}");
	}

	@Test
	void shouldHaveAnotherEpochAfterEachStart() {
		Set<String> epochs = new HashSet<>();
		for (int restart = 0; restart < 1000; restart++) {
			epochs.add(EventIds.ofNewEpoch(NOW + restart).epoch());
		}
		assertThat(epochs).hasSize(1000);
	}

	@Test
	void shouldHaveOtherEpochsInSameMillisecond() {
		Set<String> epochs = new HashSet<>();
		for (int node = 0; node < 10; node++) {
			epochs.add(EventIds.ofNewEpoch(NOW).epoch());
		}
		assertThat(epochs).hasSizeGreaterThan(1);
	}

	@Provide
	Arbitrary<Long> sequences() {
		return Arbitraries.longs()
			.between(0, Long.MAX_VALUE)
			.edgeCases((config) -> config.add(0L, 1L, 35L, 36L, 37L, 1295L, 1296L, Long.MAX_VALUE - 1, Long.MAX_VALUE));
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

}
