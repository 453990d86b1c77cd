package io.github.ssehub.wire;

/**
 * Writes strings as JSON (RFC 8259, section 7).
 */
final class JsonText {

	private JsonText() {
	}

	static String quote(String text) {
		StringBuilder result = new StringBuilder(text.length() + 2);
		result.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				result.append('\\').append(c);
			}
			else if (c < ' ' || c == '\u007f' || Character.isSurrogate(c)) {
				result.append(String.format("\\u%04x", (int) c));
			}
			else {
				result.append(c);
			}
		}
		return result.append('"').toString();
	}

}
