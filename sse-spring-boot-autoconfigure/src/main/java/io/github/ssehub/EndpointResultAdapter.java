package io.github.ssehub;

import org.springframework.core.ResolvableType;

/**
 * Makes an answer of what {@link SseEndpoint} methods return. Beans of the application
 * are asked in their order, before those for the types that are known without them:
 * {@code void}, {@code String}, {@code Collection<String>}, {@link SseSubscription},
 * {@link SseStream} and its sources.
 * <p>
 * Must be thread-safe. Called on the thread of the request; an exception is handled as if
 * the method had thrown it.
 *
 * @since 0.1.0
 */
public interface EndpointResultAdapter {

	/**
	 * Return whether the adapter takes values of a type. Asked once for each method, when
	 * the application starts.
	 * @param type the type that a method returns, without the {@code ResponseEntity}
	 * around it
	 * @return whether it does
	 */
	boolean supports(ResolvableType type);

	/**
	 * Make an answer of a value.
	 * @param value what the method has returned
	 * @return the answer
	 */
	EndpointResult adapt(Object value);

}
