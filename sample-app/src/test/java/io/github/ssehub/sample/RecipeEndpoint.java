package io.github.ssehub.sample;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreams;
import io.github.ssehub.SseSubscription;

/**
 * What the scripts of the documents ask for, and the sample does not have.
 */
@TestComponent
@RestController
class RecipeEndpoint {

	static final int TOKENS = 300;

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	private final SseStreams streams;

	RecipeEndpoint(SseStreams streams) {
		this.streams = streams;
	}

	@GetMapping("/lobby")
	List<String> lobby() {
		return List.of("the state");
	}

	@SseEndpoint(path = "/answers", method = RequestMethod.POST)
	SseStream<String> answer(@RequestBody String question) {
		return SseStream.from(new MadeUpText(question, TOKENS, Duration.ofMillis(20)))
			.aggregator(String::concat)
			.detached(Duration.ofMinutes(1));
	}

	@SseEndpoint("/answers/{id}")
	EndpointResult resume(@PathVariable String id) {
		return this.streams.resume(id);
	}

	@DeleteMapping("/answers/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void stop(@PathVariable String id) {
		this.streams.stop(id);
	}

	@SseEndpoint(path = "/recipes/{room}", retry = "100ms")
	String open(@PathVariable String room) {
		return room;
	}

	@SseEndpoint("/recipes/{room}/refused")
	String refuseFirst(@PathVariable String room) {
		if (this.refused.add(room)) {
			throw new SseConnectionRefusedException(HttpStatus.TOO_MANY_REQUESTS, "Not yet");
		}
		return room;
	}

	@SseEndpoint("/recipes/{room}/members/{name}")
	SseSubscription member(@PathVariable String room, @PathVariable String name) {
		return SseSubscription.to(room).member(name).presence();
	}

}
