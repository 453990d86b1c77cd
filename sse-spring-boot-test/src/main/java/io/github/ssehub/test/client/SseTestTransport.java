package io.github.ssehub.test.client;

import java.net.URI;
import java.time.Duration;

/**
 * Sends requests. Thread-safe.
 */
interface SseTestTransport {

	/**
	 * Return where paths of requests are below.
	 * @return a URI without a slash at its end
	 */
	URI base();

	/**
	 * Send a request and wait for the status and the headers of its answer.
	 * @param request the request
	 * @param received is told what is received
	 * @param timeout how long to wait
	 * @return the exchange
	 * @throws Exception if there is no answer
	 */
	SseTestExchange exchange(RequestData request, Received received, Duration timeout) throws Exception;

}
