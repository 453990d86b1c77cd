package io.github.ssehub.openapi;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.LastEventId;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEventType;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ OpenApiApplication.Rooms.class, OpenApiApplication.Sources.class })
class OpenApiApplication {

	@RestController
	static class Rooms {

		private final SseHub hub;

		Rooms(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/chat/{room}")
		@SseEventType(name = "chat", data = ChatMessage.class, description = "Somebody said something")
		@SseEventType(name = "typing")
		SseSubscription chat(@PathVariable String room, SseConnection connection, @LastEventId @Nullable String last) {
			return SseSubscription.to(room);
		}

		@SseEndpoint("/untold")
		String untold() {
			return "untold";
		}

		@SseEndpoint("/emitter")
		ResponseEntity<SseEmitter> emitter() {
			return ResponseEntity.ok(this.hub.open(SseSubscription.to("room")));
		}

		@SseEndpoint("/documented")
		@ApiResponse(responseCode = "200", description = "Ours",
				content = @Content(mediaType = "text/event-stream", examples = @ExampleObject("data: 1")))
		SseSubscription documented() {
			return SseSubscription.to("room");
		}

		@SseEndpoint("/prices")
		@SseEventType(name = "prices", data = Price[].class)
		SseSubscription prices() {
			return SseSubscription.to("prices");
		}

		@GetMapping(path = "/prices", produces = "application/json")
		List<Price> list() {
			return List.of();
		}

	}

	@RestController
	static class Sources {

		@SseEndpoint(path = "/generate", method = RequestMethod.POST,
				accept = { "text/event-stream", "application/json" })
		SseStream<Token> generate(@RequestBody Prompt prompt) {
			return SseStream.from(Flux.empty());
		}

		@SseEndpoint("/flux")
		Flux<Token> flux() {
			return Flux.empty();
		}

		@SseEndpoint("/rows")
		ResponseEntity<Stream<Row>> rows() {
			return ResponseEntity.ok(Stream.empty());
		}

		@SseEndpoint("/text")
		Iterator<String> text() {
			return Stream.<String>empty().iterator();
		}

		@SseEndpoint("/spring")
		Flux<ServerSentEvent<Token>> spring() {
			return Flux.empty();
		}

		@SseEndpoint("/told")
		@SseEventType(name = "token", data = Token.class)
		Flux<ServerSentEvent<?>> told() {
			return Flux.empty();
		}

	}

	record ChatMessage(String user, String text) {

	}

	record Price(String symbol, double price) {

	}

	record Prompt(String text) {

	}

	record Token(String text) {

	}

	record Row(int number) {

	}

}
