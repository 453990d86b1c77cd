package io.github.ssehub.test.client;

import org.springframework.http.HttpHeaders;

/**
 * A request that has been answered, and whose body may still come.
 */
interface SseTestExchange {

	int status();

	HttpHeaders headers();

	/**
	 * Take over what has arrived, where no thread does it.
	 */
	void poll();

	/**
	 * Whether {@link #poll()} has to be called again and again.
	 * @return whether what arrives must be polled for
	 */
	boolean isPolled();

	void stall();

	void proceed();

	/**
	 * Break the connection.
	 */
	void cut();

	/**
	 * Go without a word. What has been opened for the exchange is closed.
	 */
	void close();

}
