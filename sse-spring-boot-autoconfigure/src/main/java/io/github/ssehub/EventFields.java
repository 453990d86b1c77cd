package io.github.ssehub;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Checks what is written into fields of an event stream, so that it can neither end an
 * event nor begin another.
 */
final class EventFields {

	private static final String RESERVED_NAME_PREFIX = "sse-";

	private static final Duration MAX_RETRY = Duration.ofMillis(Long.MAX_VALUE);

	private EventFields() {
	}

	static String checkId(String id) {
		Assert.hasLength(id, "'id' must not be empty");
		Assert.isTrue(id.length() <= SseEvent.MAX_ID_LENGTH,
				() -> "'id' must not be longer than " + SseEvent.MAX_ID_LENGTH + " characters");
		checkSingleLine("id", id);
		Assert.isTrue(id.charAt(0) != ' ' && id.charAt(id.length() - 1) != ' ',
				"'id' must not begin or end with a space");
		return id;
	}

	static String checkEvent(String event) {
		Assert.hasLength(event, "'event' must not be empty");
		checkSingleLine("event", event);
		Assert.isTrue(!event.startsWith(RESERVED_NAME_PREFIX),
				() -> "'event' must not begin with '" + RESERVED_NAME_PREFIX + "', which is reserved");
		return event;
	}

	private static void checkSingleLine(String field, String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			Assert.isTrue(c != '\r' && c != '\n' && c != '\0', () -> "'" + field + "' must not contain CR, LF or NUL");
		}
	}

	static Duration checkRetry(Duration retry) {
		Assert.notNull(retry, "'retry' must not be null");
		Assert.isTrue(!retry.isNegative(), "'retry' must not be negative");
		Assert.isTrue(retry.compareTo(MAX_RETRY) <= 0, "'retry' must not be longer than Long.MAX_VALUE milliseconds");
		return retry;
	}

}
