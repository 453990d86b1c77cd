package io.github.ssehub.test.shop;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.stereotype.Component;

import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseSubscription;

// recipe
@Component
class NoCompetitors implements SseConnectInterceptor {

	@Override
	public SseSubscription connect(ServerHttpRequest request, SseSubscription subscription) {
		if ("competitor".equals(request.getHeaders().getFirst("X-Shop"))) {
			throw new SseConnectionRefusedException(HttpStatus.FORBIDDEN, "Not for competitors");
		}
		return subscription;
	}

}
// end
