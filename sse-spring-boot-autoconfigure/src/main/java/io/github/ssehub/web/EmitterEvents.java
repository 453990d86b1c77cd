package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;

import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.wire.DataEncoder;

/**
 * Encodes what applications send with an emitter of Spring's: text of the event stream
 * format, and data between it.
 */
final class EmitterEvents {

	private static final byte[] CONTINUATION = "\ndata:".getBytes(StandardCharsets.US_ASCII);

	private final DataEncoder dataEncoder;

	EmitterEvents(SseDataSerializer serializer) {
		this.dataEncoder = new DataEncoder(serializer);
	}

	byte[] encode(Set<DataWithMediaType> items) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (DataWithMediaType item : items) {
			if (item.getData() instanceof String text) {
				// Fields, or data that the builder has split into lines
				block.writeBytes(text.getBytes(StandardCharsets.UTF_8));
			}
			else {
				writeData(block, this.dataEncoder.encode(SseData.of(item.getData())));
			}
		}
		return block.toByteArray();
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
