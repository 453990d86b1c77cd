package io.github.ssehub.test.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class EventStreamParserPropertyTests {

	@Property(tries = 500)
	void shouldNotDependOnHowTheStreamIsCut(@ForAll("streams") String stream,
			@ForAll("lengths") List<Integer> lengths) {
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		assertThat(parse(bytes, lengths)).isEqualTo(parse(bytes, List.of(bytes.length)));
	}

	@Property(tries = 500)
	void shouldNotDependOnHowLinesEnd(@ForAll("fields") List<String> lines, @ForAll("ends") List<String> ends) {
		StringBuilder mixed = new StringBuilder();
		for (int i = 0; i < lines.size(); i++) {
			mixed.append(lines.get(i)).append(ends.get(i % ends.size()));
		}
		byte[] plain = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
		byte[] bytes = mixed.toString().getBytes(StandardCharsets.UTF_8);
		assertThat(parse(bytes, List.of(bytes.length))).isEqualTo(parse(plain, List.of(plain.length)));
	}

	@Provide
	Arbitrary<String> streams() {
		return Arbitraries
			.of("data", "event", "id", "retry", ":", " ", "\r", "\n", "\r\n", "\n\n", "\uFEFF", "\0", "1", "ü", "世",
					"😀", "x")
			.list()
			.ofMaxSize(60)
			.map((parts) -> String.join("", parts));
	}

	@Provide
	Arbitrary<List<Integer>> lengths() {
		return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(20);
	}

	@Provide
	Arbitrary<List<String>> fields() {
		return Arbitraries.of("data: a", "data", "event: b", "id: 1", "id", "retry: 5", ": c", "", "ü: 世")
			.list()
			.ofMaxSize(30);
	}

	// CR before an empty line that ends with LF would be one end
	@Provide
	Arbitrary<List<String>> ends() {
		return Arbitraries.oneOf(Arbitraries.of("\n", "\r\n").list().ofMinSize(1).ofMaxSize(5),
				Arbitraries.of("\r", "\r\n").list().ofMinSize(1).ofMaxSize(5));
	}

	private static List<List<Object>> parse(byte[] bytes, List<Integer> lengths) {
		List<List<Object>> result = new ArrayList<>();
		EventStreamParser parser = new EventStreamParser(JsonData.ofClassPath(),
				(event) -> result
					.add(List.of(String.valueOf(event.name()), String.valueOf(event.data()), String.valueOf(event.id()),
							event.lastEventId(), String.valueOf(event.retry()), event.comments(), event.raw())));
		int piece = 0;
		for (int offset = 0; offset < bytes.length;) {
			int length = Math.min(lengths.get(piece++ % lengths.size()), bytes.length - offset);
			parser.parse(bytes, offset, length);
			offset += length;
		}
		result.add(List.of(parser.unfinished()));
		return result;
	}

}
