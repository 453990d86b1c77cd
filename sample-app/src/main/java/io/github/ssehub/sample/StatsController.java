package io.github.ssehub.sample;

import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;

/**
 * The server statistics as a stream of their own.
 */
@RestController
class StatsController {

	@SseEndpoint(path = "/stats", rooms = ServerRooms.STATS)
	void stats() {
	}

}
