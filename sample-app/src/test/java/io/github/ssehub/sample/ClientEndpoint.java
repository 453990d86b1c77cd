package io.github.ssehub.sample;

import java.time.Duration;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * Streams as clients may need them.
 */
@TestComponent
@RestController
class ClientEndpoint {

	@SseEndpoint(path = "/clients/{room}", retry = "2s")
	SseSubscription open(@PathVariable String room, @RequestParam OpeningForm opening, @RequestParam long heartbeat) {
		return SseSubscription.to(room).opening(opening).heartbeat(Duration.ofMillis(heartbeat));
	}

	@SseEndpoint(path = "/cut/{room}", retry = "10ms")
	SseSubscription all(@PathVariable String room) {
		return SseSubscription.to(room).replayAll();
	}

}
