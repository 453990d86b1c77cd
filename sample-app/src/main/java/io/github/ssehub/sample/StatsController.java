package io.github.ssehub.sample;

import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;

/**
 * The server statistics as a stream of their own.
 */
@RestController
class StatsController {

	private final SampleNode node;

	StatsController(SampleNode node) {
		this.node = node;
	}

	@SseEndpoint("/stats")
	String stats() {
		return this.node.room(ServerRooms.STATS);
	}

}
