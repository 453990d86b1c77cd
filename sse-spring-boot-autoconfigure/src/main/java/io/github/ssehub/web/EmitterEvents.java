package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;

import io.github.ssehub.wire.DataSerializer;

/**
 * Encodes what applications send with an emitter of Spring's: text of the event stream
 * format, and data between it.
 */
final class EmitterEvents {

	private static final byte[] CONTINUATION = "\ndata:".getBytes(StandardCharsets.US_ASCII);

	private final DataSerializer serializer;

	EmitterEvents(DataSerializer serializer) {
		this.serializer = serializer;
	}

	byte[] encode(Set<DataWithMediaType> items) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (DataWithMediaType item : items) {
			Object data = item.getData();
			if (data instanceof String text && isStreamText(item.getMediaType())) {
				block.writeBytes(text.getBytes(StandardCharsets.UTF_8));
			}
			else {
				writeData(block, dataBytes(data));
			}
		}
		return block.toByteArray();
	}

	// What the builder writes around data
	private static boolean isStreamText(@Nullable MediaType mediaType) {
		return mediaType != null && mediaType.equalsTypeAndSubtype(MediaType.TEXT_PLAIN);
	}

	private byte[] dataBytes(Object data) {
		if (data instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (data instanceof byte[] bytes) {
			return Base64.getEncoder().encode(bytes);
		}
		return this.serializer.serialize(data);
	}

	private static void writeData(ByteArrayOutputStream block, byte[] data) {
		for (int i = 0; i < data.length; i++) {
			if (data[i] == '\r' || data[i] == '\n') {
				if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
					i++;
				}
				block.writeBytes(CONTINUATION);
			}
			else {
				block.write(data[i]);
			}
		}
	}

}
