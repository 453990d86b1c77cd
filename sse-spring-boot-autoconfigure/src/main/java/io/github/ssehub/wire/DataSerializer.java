package io.github.ssehub.wire;

/**
 * Turns the data of an event into UTF-8 text. Called on the publishing thread, by many
 * threads at once; must not keep a reference to the data. Line breaks in the result are
 * handled by the caller.
 */
@FunctionalInterface
public interface DataSerializer {

	/**
	 * Return the data as UTF-8 text.
	 * @param data the data, neither a {@link String} nor a {@code byte[]}
	 * @return the text
	 * @throws IllegalArgumentException if the data cannot be written
	 */
	byte[] serialize(Object data);

}
