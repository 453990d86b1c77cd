package io.github.ssehub.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A block as the model reads it.
 *
 * @param kind what it is
 * @param number the number in its data
 * @param part which part of a snapshot it is
 * @param id its id, or {@code null}
 * @param lastEventId the id that a gap names, or {@code null}
 * @param reason the reason of a gap
 */
record ModelBlock(Kind kind, int number, int part, @Nullable String id, @Nullable String lastEventId, String reason) {

	private static final Pattern GAP = Pattern
		.compile("\\{\"lastEventId\":(?:null|\"([^\"]*)\"),\"reason\":\"([a-z]+)\"}");

	static ModelBlock parse(String text) {
		String data = null;
		String id = null;
		for (String line : text.split("\n")) {
			if (line.startsWith("data: ")) {
				data = line.substring("data: ".length());
			}
			else if (line.startsWith("id: ")) {
				id = line.substring("id: ".length());
			}
		}
		if (data == null || data.equals("{}")) {
			return new ModelBlock(Kind.POSITION, 0, 0, id, null, "");
		}
		if (text.contains("event: sse-gap\n")) {
			Matcher matcher = GAP.matcher(data);
			if (!matcher.matches()) {
				throw new AssertionError(text);
			}
			return new ModelBlock(Kind.GAP, 0, 0, id, matcher.group(1), matcher.group(2));
		}
		return switch (data.charAt(0)) {
			case 'E' -> new ModelBlock(Kind.EVENT, number(data), 0, id, null, "");
			case 'D' -> new ModelBlock(Kind.DIRECT, number(data), 0, id, null, "");
			case 'S' -> new ModelBlock(Kind.SNAPSHOT, number(data),
					Integer.parseInt(data.substring(data.indexOf('/') + 1)), id, null, "");
			default -> throw new AssertionError(text);
		};
	}

	// Return the number of the event that was begun, or -1
	static int begunEvent(String text) {
		int start = text.indexOf("data: E");
		return (start >= 0) ? number(text.substring(start + "data: ".length())) : -1;
	}

	private static int number(String data) {
		int end = 1;
		while (end < data.length() && Character.isDigit(data.charAt(end))) {
			end++;
		}
		return Integer.parseInt(data.substring(1, end));
	}

	enum Kind {

		EVENT, DIRECT, SNAPSHOT, GAP, POSITION

	}

}
