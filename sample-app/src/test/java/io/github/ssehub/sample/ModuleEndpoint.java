package io.github.ssehub.sample;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * Streams for the module for browsers.
 */
@TestComponent
@RestController
class ModuleEndpoint {

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	@SseEndpoint(path = "/module/{room}", retry = "100ms", heartbeat = "200ms")
	String open(@PathVariable String room) {
		return room;
	}

	@SseEndpoint(path = "/module/{room}/quiet", retry = "100ms", heartbeat = "0")
	String openQuiet(@PathVariable String room) {
		return room;
	}

	@SseEndpoint(path = "/module/{room}", method = RequestMethod.POST, retry = "100ms")
	SseSubscription post(@PathVariable String room, @RequestBody String body, @RequestHeader("X-Token") String token,
			SseConnection connection) {
		connection.send("welcome", body + " " + token);
		return SseSubscription.to(room);
	}

	@SseEndpoint(path = "/module/{room}/first/{status}", retry = "100ms")
	String refuseFirst(@PathVariable String room, @PathVariable int status) {
		if (this.refused.add(room)) {
			throw new SseConnectionRefusedException(HttpStatus.valueOf(status), "Not yet")
				.header(HttpHeaders.RETRY_AFTER, "1");
		}
		return room;
	}

}
