package io.github.ssehub.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseRoomNameException;

/**
 * A room name with variables, such as <code>prices:{symbol}</code>. Values are put in as
 * they are and never looked at for further variables, since they come from the network.
 */
final class RoomTemplate {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

	private final String template;

	RoomTemplate(String template) {
		this.template = template;
	}

	String expand(Variables variables) {
		return VARIABLE.matcher(this.template).replaceAll((match) -> {
			String value = variables.get(match.group(1));
			if (value == null) {
				throw new SseRoomNameException("Request must have a value for '" + match.group(1) + "'");
			}
			return Matcher.quoteReplacement(value);
		});
	}

	/**
	 * Looks up the values of variables.
	 */
	@FunctionalInterface
	interface Variables {

		@Nullable String get(String name);

	}

}
