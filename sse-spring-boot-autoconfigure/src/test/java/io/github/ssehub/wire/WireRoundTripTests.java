package io.github.ssehub.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.launchdarkly.eventsource.CommentEvent;
import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamEvent;
import com.launchdarkly.logging.LDLogger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.codec.ServerSentEventHttpMessageReader;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import reactor.core.publisher.Flux;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is written must be read back by readers that others wrote. Both are fed the same
 * stream in pieces of any size. They leave the HTML Living Standard, 9.2.6, in these
 * points, which the expectations (never the input) allow for:
 * <ul>
 * <li>okhttp-eventsource 4.1.1 returns nothing but the comments of a block without data,
 * and takes its id over only with the next message, where the standard begins each
 * dispatch with: "Set the last event ID string of the event source to the value of the
 * last event ID buffer." It returns each line of a comment by itself.</li>
 * <li>Spring's reader trims names, ids and comments of all characters up to U+0020 at
 * both ends, where the standard has: "If value starts with a U+0020 SPACE character,
 * remove it from value." It returns blocks without data, where the standard has: "If the
 * data buffer is an empty string, set the data buffer and the event type buffer to the
 * empty string and return." It does not take "a single U+000D CARRIAGE RETURN (CR)
 * character" for the end of a line, so that a CR which was not split would come back as
 * data.</li>
 * <li>Neither removes a byte order mark from the begin of a stream, where the standard
 * has: "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if
 * any." A stream of ours begins with the opening block: a mark is always inside it, where
 * it has to be kept.</li>
 * </ul>
 */
class WireRoundTripTests {

	private static final Duration OPENING_RETRY = Duration.ofSeconds(3);

	private static final String[] AWKWARD = { "\n", "\r", "\r\n", "\n\n", "\r\r", "\n\r", " ", "  ", ":", ": ", "\t",
			"\0", "\u000b", "\u000c", "\u0085", "\u2028", "\u2029", "\ufeff", "\ufffe", "\ud83d\ude00", "e\u0301",
			"data", "data: x", "\ndata: forged", "\n\ndata: forged\n\n", "\rid: 7", "\nevent: sse-gap", "\nretry: 1",
			"id: 7", "event: forged" };

	private final EventIds ids = new EventIds("k3f9");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, 1_000_000);

	@Property(edgeCases = EdgeCasesMode.NONE)
	void shouldComeBackFromOkHttpEventSource(@ForAll("events") List<SseEvent> events,
			@ForAll("chunkSizes") List<Integer> chunkSizes, @ForAll @IntRange(min = 200, max = 2000) int bufferSize) {
		InputStream stream = new ChunkedInputStream(write(events), chunkSizes);
		EventSource.Builder builder = new EventSource.Builder(new StreamConnectStrategy(stream))
			.readBufferSize(bufferSize);
		List<Object> received = new ArrayList<>();
		try (EventSource source = builder.build()) {
			for (StreamEvent event : source.anyEvents()) {
				if (event instanceof CommentEvent comment) {
					received.add(comment.getText());
				}
				else if (event instanceof MessageEvent message) {
					received.add(new Message(message.getEventName(), message.getLastEventId(), message.getData(),
							source.getBaseRetryDelayMillis()));
				}
			}
		}
		assertThat(received).isEqualTo(expectedFromOkHttpEventSource(events));
	}

	@Property(edgeCases = EdgeCasesMode.NONE)
	void shouldComeBackFromSpring(@ForAll("events") List<SseEvent> events,
			@ForAll("chunkSizes") List<Integer> chunkSizes) {
		MockClientHttpResponse response = new MockClientHttpResponse(HttpStatus.OK);
		response.setBody(Flux.fromIterable(chunks(write(events), chunkSizes)));
		List<Object> received = new ServerSentEventHttpMessageReader()
			.read(ResolvableType.forClassWithGenerics(ServerSentEvent.class, String.class), response, Map.of())
			.collectList()
			.block();
		assertThat(received).isEqualTo(expectedFromSpring(events));
	}

	private byte[] write(List<SseEvent> events) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		stream.writeBytes(this.encoder.opening(OpeningForm.EVENT, OPENING_RETRY, this.ids.format(0)));
		for (int i = 0; i < events.size(); i++) {
			WireEvent event = this.encoder.encode(events.get(i));
			event.seal(this.ids, i + 1);
			stream.write(event.bytes(), 0, event.length());
		}
		stream.writeBytes(this.encoder.position(OpeningForm.EVENT, this.ids.format(events.size())));
		return stream.toByteArray();
	}

	private List<Object> expectedFromOkHttpEventSource(List<SseEvent> events) {
		List<Object> expected = new ArrayList<>();
		long retry = OPENING_RETRY.toMillis();
		expected.add("");
		expected.add(new Message("sse-open", this.ids.format(0), "{}", retry));
		for (int i = 0; i < events.size(); i++) {
			SseEvent event = events.get(i);
			lines(event.comment()).forEach(expected::add);
			retry = (event.retry() != null) ? event.retry().toMillis() : retry;
			if (event.data() != null) {
				String name = (event.event() != null) ? event.event() : "message";
				expected.add(new Message(name, id(event, i + 1), normalized(event.data()), retry));
			}
		}
		expected.add(new Message("sse-position", this.ids.format(events.size()), "{}", retry));
		return expected;
	}

	private List<Object> expectedFromSpring(List<SseEvent> events) {
		List<Object> expected = new ArrayList<>();
		expected.add(ServerSentEvent.builder("{}")
			.comment("")
			.event("sse-open")
			.id(this.ids.format(0))
			.retry(OPENING_RETRY)
			.build());
		for (int i = 0; i < events.size(); i++) {
			expected.add(expectedFromSpring(events.get(i), i + 1));
		}
		expected.add(ServerSentEvent.builder("{}").event("sse-position").id(this.ids.format(events.size())).build());
		return expected;
	}

	private ServerSentEvent<Object> expectedFromSpring(SseEvent event, long sequence) {
		ServerSentEvent.Builder<Object> builder = ServerSentEvent.builder().id(id(event, sequence).trim());
		if (event.comment() != null) {
			builder.comment(lines(event.comment()).map(String::trim).collect(Collectors.joining("\n")));
		}
		if (event.event() != null) {
			builder.event(event.event().trim());
		}
		if (event.retry() != null) {
			builder.retry(event.retry());
		}
		if (event.data() != null) {
			builder.data(normalized(event.data()));
		}
		return builder.build();
	}

	private String id(SseEvent event, long sequence) {
		return (event.id() != null) ? event.id() : this.ids.format(sequence);
	}

	private static Stream<String> lines(@Nullable String text) {
		return (text != null) ? Stream.of(normalized(text).split("\n", -1)) : Stream.empty();
	}

	private static String normalized(Object text) {
		return text.toString().replace("\r\n", "\n").replace('\r', '\n');
	}

	private static List<DataBuffer> chunks(byte[] bytes, List<Integer> sizes) {
		List<DataBuffer> chunks = new ArrayList<>();
		Iterator<Integer> cycle = cycle(sizes);
		for (int start = 0; start < bytes.length;) {
			int end = Math.min(start + cycle.next(), bytes.length);
			chunks.add(DefaultDataBufferFactory.sharedInstance.wrap(Arrays.copyOfRange(bytes, start, end)));
			start = end;
		}
		return chunks;
	}

	private static Iterator<Integer> cycle(List<Integer> sizes) {
		return Stream.generate(() -> sizes).flatMap(List::stream).iterator();
	}

	@Provide
	Arbitrary<List<Integer>> chunkSizes() {
		return Arbitraries
			.frequencyOf(Tuple.of(3, Arbitraries.integers().between(1, 8)),
					Tuple.of(1, Arbitraries.integers().between(1, 3000)))
			.list()
			.ofMinSize(1)
			.ofMaxSize(20);
	}

	@Provide
	Arbitrary<List<SseEvent>> events() {
		Arbitrary<String> ids = singleLines(10)
			.filter((id) -> !id.isEmpty() && !id.startsWith(" ") && !id.endsWith(" "));
		Arbitrary<String> names = singleLines(10).filter((name) -> !name.isEmpty() && !name.startsWith("sse-"));
		Arbitrary<Duration> retries = Arbitraries.longs().between(0, Integer.MAX_VALUE).map(Duration::ofMillis);
		return Combinators
			.combine(ids.injectNull(0.6), names.injectNull(0.4), texts().injectNull(0.15), retries.injectNull(0.8),
					texts().injectNull(0.7))
			.as(WireRoundTripTests::event)
			.list()
			.ofMaxSize(8);
	}

	private static SseEvent event(@Nullable String id, @Nullable String name, @Nullable String data,
			@Nullable Duration retry, @Nullable String comment) {
		SseEvent.Builder builder = SseEvent.builder();
		if (id != null) {
			builder.id(id);
		}
		if (name != null) {
			builder.event(name);
		}
		if (data != null) {
			builder.data(data);
		}
		if (retry != null) {
			builder.retry(retry);
		}
		if (comment != null || (id == null && name == null && data == null && retry == null)) {
			builder.comment((comment != null) ? comment : "");
		}
		return builder.build();
	}

	private static Arbitrary<String> texts() {
		return Arbitraries.frequencyOf(Tuple.of(20, texts(20)), Tuple.of(1, texts(1500)));
	}

	private static Arbitrary<String> texts(int maxParts) {
		return parts().list().ofMaxSize(maxParts).map((parts) -> String.join("", parts));
	}

	private static Arbitrary<String> singleLines(int maxParts) {
		return texts(maxParts).map((text) -> text.replaceAll("[\r\n\0]", ""));
	}

	private static Arbitrary<String> parts() {
		Arbitrary<Integer> ascii = Arbitraries.integers().between(0, 0x7f);
		Arbitrary<Integer> all = Arbitraries.integers()
			.between(0, Character.MAX_CODE_POINT)
			.filter((codePoint) -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
		return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.of(AWKWARD)),
				Tuple.of(2, ascii.map(Character::toString)), Tuple.of(1, all.map(Character::toString)));
	}

	record Message(String name, String id, String data, long retry) {

	}

	static class ChunkedInputStream extends ByteArrayInputStream {

		private final Iterator<Integer> sizes;

		ChunkedInputStream(byte[] bytes, List<Integer> sizes) {
			super(bytes);
			this.sizes = cycle(sizes);
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return super.read(target, offset, Math.min(length, this.sizes.next()));
		}

	}

	static class StreamConnectStrategy extends ConnectStrategy {

		private static final URI ORIGIN = URI.create("http://localhost/");

		private final InputStream stream;

		StreamConnectStrategy(InputStream stream) {
			this.stream = stream;
		}

		@Override
		public Client createClient(LDLogger logger) {
			return new Client() {

				@Override
				public Result connect(String lastEventId) {
					return new Result(StreamConnectStrategy.this.stream, ORIGIN, null);
				}

				@Override
				public boolean awaitClosed(long timeoutMillis) {
					return true;
				}

				@Override
				public URI getOrigin() {
					return ORIGIN;
				}

				@Override
				public void close() {
				}

			};
		}

	}

}
