package io.github.ssehub.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.SseEvent;

/**
 * Finds the last event id of a client in its request (HTML Living Standard, 9.2.4). A
 * header comes before request parameters, which stand in for it where a client cannot set
 * headers.
 */
public final class LastEventIds implements AopInfrastructureBean {

	private static final String HEADER = "Last-Event-ID";

	private final List<String> parameters;

	/**
	 * Create a new {@link LastEventIds} instance.
	 * @param parameters the names of the request parameters to look at, in this order
	 */
	public LastEventIds(List<String> parameters) {
		this.parameters = List.copyOf(parameters);
	}

	@Nullable String find(HttpServletRequest request) {
		String header = request.getHeader(HEADER);
		if (header != null && !header.isEmpty()) {
			return limit(decode(header));
		}
		for (String name : this.parameters) {
			String value = RequestParameters.find(request, name);
			if (value != null && !value.isEmpty()) {
				return limit(value);
			}
		}
		return null;
	}

	// The header is UTF-8, which most servers read as ISO 8859-1 and some as UTF-8
	private static String decode(String header) {
		byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
		if (!new String(bytes, StandardCharsets.ISO_8859_1).equals(header)) {
			return header;
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return header;
		}
	}

	// One more than an id can have, so that the
	// beginning of a long one is not taken for one
	private static String limit(String id) {
		return (id.length() > SseEvent.MAX_ID_LENGTH) ? id.substring(0, SseEvent.MAX_ID_LENGTH + 1) : id;
	}

}
