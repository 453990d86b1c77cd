package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageConverter;

import io.github.ssehub.wire.DataSerializer;

/**
 * Writes data as JSON with the message converters of the application, so that events look
 * like the answers of its REST endpoints. Thread-safe.
 */
public final class MessageConverterSerializer implements DataSerializer {

	private final Supplier<List<HttpMessageConverter<?>>> converters;

	/**
	 * Create a new {@link MessageConverterSerializer} instance.
	 * @param converters supplies the converters, asked for each time
	 */
	public MessageConverterSerializer(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = converters;
	}

	@Override
	@SuppressWarnings("unchecked")
	public byte[] serialize(Object data) {
		for (HttpMessageConverter<?> converter : this.converters.get()) {
			if (converter.canWrite(data.getClass(), MediaType.APPLICATION_JSON)) {
				return write((HttpMessageConverter<Object>) converter, data);
			}
		}
		throw new IllegalArgumentException(
				"No message converter of the application writes " + data.getClass().getName() + " as JSON");
	}

	private static byte[] write(HttpMessageConverter<Object> converter, Object data) {
		BufferedOutputMessage message = new BufferedOutputMessage();
		try {
			converter.write(data, MediaType.APPLICATION_JSON, message);
		}
		catch (IOException | HttpMessageConversionException ex) {
			throw new IllegalArgumentException(
					"Event data of " + data.getClass().getName() + " cannot be written as JSON: " + ex.getMessage(),
					ex);
		}
		return message.body.toByteArray();
	}

	private static final class BufferedOutputMessage implements HttpOutputMessage {

		private final HttpHeaders headers = new HttpHeaders();

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public OutputStream getBody() {
			return this.body;
		}

	}

}
