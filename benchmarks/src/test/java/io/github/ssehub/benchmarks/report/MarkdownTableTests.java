package io.github.ssehub.benchmarks.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MarkdownTable}.
 */
class MarkdownTableTests {

	@Test
	void shouldAlign() {
		MarkdownTable table = new MarkdownTable("", "rate");
		table.add("one", "1");
		table.add("two", "12345");
		assertThat(table).hasToString("""
				|     |  rate |
				|-----|------:|
				| one |     1 |
				| two | 12345 |
				""");
	}

}
