package io.github.ssehub.test.client;

/**
 * Text for messages of failures.
 */
final class Text {

	private static final int MAX_LENGTH = 500;

	private Text() {
	}

	static String indent(String text) {
		String shortened = (text.length() > MAX_LENGTH)
				? text.substring(0, MAX_LENGTH) + ".. (" + text.length() + " characters)" : text;
		return shortened.stripTrailing().indent(4).stripTrailing();
	}

}
