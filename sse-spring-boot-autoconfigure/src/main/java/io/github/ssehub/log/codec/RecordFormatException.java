package io.github.ssehub.log.codec;

/**
 * Thrown when bytes are no record that this version knows.
 */
public final class RecordFormatException extends Exception {

	/**
	 * Create a new {@link RecordFormatException} instance.
	 * @param message the message
	 */
	public RecordFormatException(String message) {
		super(message);
	}

	/**
	 * Create a new {@link RecordFormatException} instance.
	 * @param cause the cause
	 */
	public RecordFormatException(Throwable cause) {
		super(cause);
	}

}
