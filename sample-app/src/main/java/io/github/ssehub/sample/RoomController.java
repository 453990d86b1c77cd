package io.github.ssehub.sample;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SsePublisher;

/**
 * A room that anyone may listen to and publish to.
 */
@RestController
class RoomController {

	private final SsePublisher publisher;

	private final PublishedEvents publishedEvents;

	RoomController(SsePublisher publisher, PublishedEvents publishedEvents) {
		this.publisher = publisher;
		this.publishedEvents = publishedEvents;
	}

	@SseEndpoint("/rooms/{room}")
	String stream(@PathVariable String room) {
		return room;
	}

	@PostMapping(path = "/rooms/{room}", consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	Published publish(@PathVariable String room, @RequestParam(required = false) @Nullable String event,
			@RequestBody(required = false) @Nullable String body) {
		if (ServerRooms.contains(room)) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN,
					"Room '" + room + "' is the server's own: clients may listen to it, but not publish to it");
		}
		SseEvent.Builder builder = SseEvent.builder().data((body != null) ? body : "");
		if (event != null) {
			builder.event(event);
		}
		String id = this.publisher.broadcast(room, builder.build());
		this.publishedEvents.increment();
		return new Published(id);
	}

	@PostMapping({ "/rooms", "/rooms/" })
	void publishNowhere() {
		throw new IllegalArgumentException("'room' must not be empty");
	}

	@ExceptionHandler
	ProblemDetail handle(SseEventTooLargeException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail handle(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	record Published(String id) {

	}

}
