package io.github.ssehub.hub;

import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseSubscription;

/**
 * Opens a stream for the current request.
 */
@FunctionalInterface
public interface StreamOpener {

	/**
	 * Open a stream for the current request.
	 * @param subscription what the stream is to receive
	 * @return the emitter to return from the controller method
	 * @throws IllegalStateException if there is no current request, or it has a stream
	 */
	SseEmitter open(SseSubscription subscription);

}
