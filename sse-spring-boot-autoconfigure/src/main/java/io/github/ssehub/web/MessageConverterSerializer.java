package io.github.ssehub.web;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.Assert;

import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseView;

/**
 * Writes data as JSON with the message converters of the application, so that events look
 * like the answers of its REST endpoints. Thread-safe. Not final: aspects of the
 * application may match it.
 */
public class MessageConverterSerializer implements SseDataSerializer {

	private final JsonConverters converters;

	/**
	 * Create a new {@link MessageConverterSerializer} instance.
	 * @param converters supplies the converters, asked for each time
	 */
	public MessageConverterSerializer(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = new JsonConverters(converters);
	}

	@Override
	public byte[] serialize(SseData data) {
		Assert.isTrue(!(data.value() instanceof SseView),
				() -> data.value() + " can only be rendered by an application with Spring MVC");
		String className = data.value().getClass().getName();
		try {
			byte[] json = this.converters.write(data, MediaType.APPLICATION_JSON);
			Assert.isTrue(json != null,
					() -> "No message converter of the application writes " + className + " as JSON");
			return json;
		}
		catch (IOException | HttpMessageConversionException ex) {
			throw new IllegalArgumentException(
					"Event data of " + className + " cannot be written as JSON: " + ex.getMessage(), ex);
		}
	}

}
