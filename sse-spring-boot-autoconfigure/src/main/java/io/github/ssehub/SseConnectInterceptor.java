package io.github.ssehub;

import org.springframework.http.server.ServerHttpRequest;

/**
 * Sees each request for a stream before the stream opens, and may change what it receives
 * or refuse it. Declared as beans, which are called in their order, on the request
 * thread.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SseConnectInterceptor {

	/**
	 * Decide on a request for a stream. An exception refuses it, as if the controller
	 * method had thrown it.
	 * @param request the request, with its headers, URI and principal
	 * @param subscription what the stream would receive
	 * @return what the stream is to receive
	 * @throws SseConnectionRefusedException to refuse the request with a status, headers
	 * and a problem detail
	 */
	SseSubscription connect(ServerHttpRequest request, SseSubscription subscription);

}
