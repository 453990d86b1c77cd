package io.github.ssehub.test.slice;

import java.util.concurrent.Callable;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * Not within the application, which would have them all.
 */
final class SliceBeans {

	private SliceBeans() {
	}

	@RestController
	static class Rooms {

		@SseEndpoint("/rooms/{room}")
		String room(@PathVariable String room) {
			return room;
		}

		@GetMapping("/text")
		Callable<String> text() {
			return () -> "later";
		}

	}

	@RestController
	static class Others {

		@SseEndpoint("/others")
		String others() {
			return "others";
		}

	}

	@Component
	static class Gate implements SseConnectInterceptor {

		@Override
		public SseSubscription connect(ServerHttpRequest request, SseSubscription subscription) {
			if (request.getHeaders().containsHeader("X-Refuse")) {
				throw new SseConnectionRefusedException(HttpStatus.TOO_MANY_REQUESTS, "Enough");
			}
			return subscription;
		}

	}

	@Service
	static class Database {

	}

}
