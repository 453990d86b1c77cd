package io.github.ssehub.web;

import java.lang.reflect.Method;

/**
 * Thrown at start-up for a method that cannot be an endpoint.
 */
public class InvalidSseEndpointException extends RuntimeException {

	private final String action;

	InvalidSseEndpointException(Method method, String problem, String action) {
		super("Method " + method.toGenericString() + " cannot be an @SseEndpoint: " + problem + ".");
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
