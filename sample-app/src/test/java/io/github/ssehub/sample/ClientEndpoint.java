package io.github.ssehub.sample;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * A room for clients that need one or the other opening form.
 */
@TestComponent
@RestController
class ClientEndpoint {

	@SseEndpoint(path = "/clients/{room}", retry = "2s")
	SseSubscription open(@PathVariable String room, @RequestParam OpeningForm opening) {
		return SseSubscription.to(room).opening(opening);
	}

}
