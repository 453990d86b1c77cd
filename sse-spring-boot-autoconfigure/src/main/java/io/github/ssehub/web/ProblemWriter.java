package io.github.ssehub.web;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.ErrorResponse;

import io.github.ssehub.SseData;

/**
 * Answers a request that gets no stream with a status, headers and a problem detail (RFC
 * 9457), whatever the client accepts: an {@code EventSource} accepts event streams only,
 * for which Spring MVC would write no problem. Thread-safe.
 */
public final class ProblemWriter implements AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(ProblemWriter.class);

	private final JsonConverters converters;

	/**
	 * Create a new {@link ProblemWriter} instance.
	 * @param converters supplies the message converters of the application; asked for
	 * each time
	 */
	public ProblemWriter(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = new JsonConverters(converters);
	}

	/**
	 * Answer a request, unless its response is committed.
	 * @param error the status, the headers and the problem
	 * @param response the response
	 * @throws IOException if the client cannot be told
	 */
	public void write(ErrorResponse error, HttpServletResponse response) throws IOException {
		if (response.isCommitted()) {
			logger.debug("Response is committed, client is not told of " + error);
			return;
		}
		response.setStatus(error.getStatusCode().value());
		error.getHeaders().forEach((name, values) -> setHeader(response, name, values));
		byte[] body = mayHaveBody(error) ? toJson(error.getBody()) : null;
		if (body != null) {
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}
	}

	private static void setHeader(HttpServletResponse response, String name, List<String> values) {
		if (!HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) && !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
			response.setHeader(name, values.get(0));
			values.stream().skip(1).forEach((value) -> response.addHeader(name, value));
		}
	}

	private static boolean mayHaveBody(ErrorResponse error) {
		return !error.getStatusCode().isSameCodeAs(HttpStatus.NO_CONTENT)
				&& !error.getStatusCode().isSameCodeAs(HttpStatus.NOT_MODIFIED);
	}

	// Null if nothing in the application writes it
	private byte @Nullable [] toJson(ProblemDetail problem) throws IOException {
		try {
			return this.converters.write(SseData.of(problem), MediaType.APPLICATION_PROBLEM_JSON);
		}
		catch (HttpMessageConversionException ex) {
			logger.warn("Problem detail cannot be written", ex);
			return null;
		}
	}

}
