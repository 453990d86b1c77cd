package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;

import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;

/**
 * Encodes the data of events as UTF-8 text. Thread-safe.
 */
public final class DataEncoder {

	private final SseDataSerializer serializer;

	/**
	 * Create a new {@link DataEncoder} instance.
	 * @param serializer writes data that is neither text nor bytes
	 */
	public DataEncoder(SseDataSerializer serializer) {
		this.serializer = serializer;
	}

	/**
	 * Return data as text.
	 * @param data the data
	 * @return the text, which may have several lines
	 * @throws IllegalArgumentException if the data is not a value, or cannot be written
	 */
	public byte[] encode(SseData data) {
		Object value = data.value();
		if (value instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (value instanceof byte[] bytes) {
			return Base64.getEncoder().encode(bytes);
		}
		refuseAsynchronous(value);
		return this.serializer.serialize(data);
	}

	private static void refuseAsynchronous(Object value) {
		// The registry knows the types of the JDK only where Reactor is present
		boolean asynchronous = value instanceof CompletionStage || value instanceof Flow.Publisher
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, value) != null;
		Assert.isTrue(!asynchronous, () -> "Event data must be a value, not a " + value.getClass().getName()
				+ ": subscribe to it and publish what it emits");
	}

}
