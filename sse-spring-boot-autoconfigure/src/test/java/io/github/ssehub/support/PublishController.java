package io.github.ssehub.support;

import java.util.Set;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;

/**
 * Publishes what a {@link RemotePublisher} sends.
 */
@RestController
public final class PublishController {

	private final SseHub hub;

	PublishController(SseHub hub) {
		this.hub = hub;
	}

	// Returns the id
	@PostMapping("/publish")
	String publish(@RequestParam Set<String> rooms, @RequestParam String name, @RequestBody String data) {
		return name.isEmpty() ? this.hub.broadcast(rooms, data) : this.hub.broadcast(rooms, SseEvent.of(name, data));
	}

	@ExceptionHandler(SseUnavailableException.class)
	@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
	String unavailable(SseUnavailableException ex) {
		return ex.getMessage();
	}

	@ExceptionHandler(SsePublishUncertainException.class)
	@ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
	String uncertain(SsePublishUncertainException ex) {
		return ex.getMessage();
	}

}
