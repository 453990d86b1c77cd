package io.github.ssehub.sample;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHub;

/**
 * Ends the stream that a page opened with {@code ?client=}, for it to see how the browser
 * reconnects and gets what it has missed.
 */
@RestController
class StreamController {

	private final SseHub hub;

	StreamController(SseHub hub) {
		this.hub = hub;
	}

	@DeleteMapping("/streams/{client}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void end(@PathVariable String client) {
		List<SseConnection> connections = this.hub.connections()
			.stream()
			.filter((connection) -> connection.parameters().getOrDefault("client", List.of()).contains(client))
			.toList();
		if (connections.isEmpty()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No stream of client '" + client + "'");
		}
		connections.forEach(SseConnection::close);
	}

}
