package io.github.ssehub.web;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request, which its container decodes when they are first asked for.
 * Each has an exception of its own for what it cannot decode, and logs it as an error of
 * the application where it leaves the servlet.
 */
final class RequestParameters {

	private RequestParameters() {
	}

	static Map<String, String[]> of(HttpServletRequest request) {
		try {
			return request.getParameterMap();
		}
		catch (RuntimeException ex) {
			throw new UnreadableParametersException(ex);
		}
	}

	static @Nullable String find(HttpServletRequest request, String name) {
		try {
			return request.getParameter(name);
		}
		catch (RuntimeException ex) {
			throw new UnreadableParametersException(ex);
		}
	}

	// Null if they can be read. Containers remember what they could not decode
	static @Nullable UnreadableParametersException failure(HttpServletRequest request) {
		try {
			request.getParameterMap();
			return null;
		}
		catch (RuntimeException ex) {
			return new UnreadableParametersException(ex);
		}
	}

}
