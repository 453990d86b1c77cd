package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.GenericHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.SmartHttpMessageConverter;

import io.github.ssehub.SseData;

/**
 * Writes values with the message converters of the application, as Spring MVC writes what
 * controller methods return. Thread-safe.
 */
final class JsonConverters {

	private final Supplier<List<HttpMessageConverter<?>>> converters;

	JsonConverters(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = converters;
	}

	// Null if no converter takes the value
	@SuppressWarnings("unchecked")
	byte @Nullable [] write(SseData data, MediaType mediaType) throws IOException {
		Object value = data.value();
		ResolvableType type = data.type();
		BufferedOutputMessage message = new BufferedOutputMessage();
		for (HttpMessageConverter<?> converter : this.converters.get()) {
			if (converter instanceof SmartHttpMessageConverter<?> smart) {
				if (smart.canWrite(type, value.getClass(), mediaType)) {
					((SmartHttpMessageConverter<Object>) smart).write(value, type, mediaType, message, data.hints());
					return message.body.toByteArray();
				}
			}
			else if (converter instanceof GenericHttpMessageConverter<?> generic) {
				if (generic.canWrite(type.getType(), value.getClass(), mediaType)) {
					Object hinted = withHints(value, data.hints(), generic);
					((GenericHttpMessageConverter<Object>) generic).write(hinted, type.getType(), mediaType, message);
					return message.body.toByteArray();
				}
			}
			else if (converter.canWrite(value.getClass(), mediaType)) {
				Object hinted = withHints(value, data.hints(), converter);
				((HttpMessageConverter<Object>) converter).write(hinted, mediaType, message);
				return message.body.toByteArray();
			}
		}
		return null;
	}

	// Ignoring a view would tell clients what it is to keep from them
	private static Object withHints(Object value, Map<String, Object> hints, HttpMessageConverter<?> converter) {
		return hints.isEmpty() ? value : Jackson2Hints.apply(value, hints, converter);
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
