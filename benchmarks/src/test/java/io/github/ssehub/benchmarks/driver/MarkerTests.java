package io.github.ssehub.benchmarks.driver;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Marker}.
 */
class MarkerTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 13, 26, 1000 })
	void shouldFindMarkersHoweverTheyAreCut(int cut) {
		List<String> found = new ArrayList<>();
		Marker.Reader reader = new Marker.Reader((time, number) -> found.add(time + " " + number));
		for (int number = 0; number < 3; number++) {
			byte[] data = Marker.data(Long.MAX_VALUE - number, number, 60);
			assertThat(data).hasSize(60);
			for (int from = 0; from < data.length; from += cut) {
				reader.read(data, from, Math.min(data.length, from + cut));
			}
		}
		assertThat(found).containsExactly(Long.MAX_VALUE + " 0", (Long.MAX_VALUE - 1) + " 1",
				(Long.MAX_VALUE - 2) + " 2");
	}

}
