package io.github.ssehub.docs;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients are sent, as the documents show it: each block that is shown has been sent
 * by a server. Positions, times, names of members and what is left out ({@code ..}) may
 * be anything.
 */
final class RecordedStreams implements BlockCheck {

	private final Set<String> blocks = new LinkedHashSet<>();

	/**
	 * Record what a server sends, and close it.
	 * @param server a server with the {@link Application}
	 * @return what was recorded
	 * @throws IOException if a connection breaks
	 */
	static RecordedStreams record(TestServer server) throws IOException {
		RecordedStreams streams = new RecordedStreams();
		streams.recordRooms(server);
		streams.recordMembers(server);
		streams.recordSources(server);
		streams.recordEnds(server);
		return streams;
	}

	private void recordRooms(TestServer server) throws IOException {
		try (SseTestClient event = server.open("/recorded"); SseTestClient block = server.open("/recorded/block")) {
			read(event, (opening) -> true);
			read(block, (opening) -> true);
		}
		try (SseTestClient client = server.open("/recorded?sse-ping")) {
			read(client, (block) -> block.contains("event: sse-ping"));
			server.hub().broadcast("elsewhere", "moves the position");
			read(client, (block) -> block.contains("event: sse-ping") && block.contains("id: "));
		}
	}

	private void recordMembers(TestServer server) throws IOException {
		try (SseTestClient alice = server.open("/recorded/lobby/alice")) {
			read(alice, (block) -> block.contains("\"members\":"));
			try (SseTestClient carol = server.open("/recorded/lobby/carol")) {
				read(alice, (block) -> block.contains("\"joined\":"));
			}
		}
	}

	private void recordSources(TestServer server) throws IOException {
		for (String format : Application.FORMATS) {
			try (SseTestClient client = server.open("/recorded/formats/" + format)) {
				read(client, (block) -> false);
			}
		}
	}

	private void recordEnds(TestServer server) throws IOException {
		try (SseTestClient client = server.open("/recorded")) {
			read(client, (opening) -> true);
			server.hub().connections().forEach((connection) -> ((HubConnection) connection).close(CloseReason.KICKED));
			read(client, (block) -> false);
		}
		server.awaitNoConnections();
		try (SseTestClient client = server.open("/recorded")) {
			read(client, (opening) -> true);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			read(client, (block) -> false);
			closed.join();
		}
	}

	private void read(SseTestClient client, Predicate<String> last) throws IOException {
		assertThat(client.status()).isEqualTo(200);
		String block = client.readBlock();
		while (block != null) {
			this.blocks.add(normalize(block.strip()));
			block = last.test(block) ? null : client.readBlock();
		}
	}

	private static String normalize(String block) {
		return block.replaceAll("id: [0-9a-z]{6,}-[0-9a-z]+", "id: 0")
			.replaceAll("retry: \\d+", "retry: 0")
			.replaceAll("\"(heartbeat|created)\":\\d+", "\"$1\":0")
			.replaceAll("\"(members|joined|left)\":\\[[^]]*]", "\"$1\":[]")
			.replaceAll("chatcmpl-[0-9a-z]+(\\.\\.)?", "chatcmpl-0");
	}

	@Override
	public void check(DocumentBlock block) {
		for (String part : block.parts()) {
			Pattern pattern = Pattern.compile(Arrays.stream(normalize(part.strip()).split("\\.\\."))
				.map(Pattern::quote)
				.collect(Collectors.joining(".*")));
			assertThat(this.blocks).as("What was sent").anyMatch((sent) -> pattern.matcher(sent).matches());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.Streams.class)
	static class Application {

		static final Set<String> FORMATS = Set.of("plain", "openai", "ai-sdk");

		@RestController
		static class Streams {

			@SseEndpoint(path = "/recorded", rooms = "recorded", heartbeat = "50ms")
			void open() {
			}

			@SseEndpoint("/recorded/block")
			SseSubscription openWithBlock() {
				return SseSubscription.to("recorded").opening(OpeningForm.BLOCK);
			}

			@SseEndpoint("/recorded/{room}/{name}")
			SseSubscription present(@PathVariable String room, @PathVariable String name) {
				return SseSubscription.to(room).member(name).presence();
			}

			@SseEndpoint("/recorded/formats/{format}")
			SseStream<String> source(@PathVariable String format) {
				return SseStream.from(Flux.just("Hel", "lo")).format(switch (format) {
					case "openai" -> SseFormat.OPENAI;
					case "ai-sdk" -> SseFormat.AI_SDK;
					default -> SseFormat.PLAIN;
				});
			}

		}

	}

}
