package io.github.ssehub.test.client;

import java.lang.reflect.Type;

/**
 * Reads the data of events as JSON. Thread-safe. Without one of its own, a client uses
 * the Jackson of the class path, and an injected client that of the application.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SseTestJson {

	/**
	 * Read a value.
	 * @param json the text
	 * @param type the type of the value
	 * @return the value
	 * @throws Exception if the text is no such value
	 */
	Object read(String json, Type type) throws Exception;

}
