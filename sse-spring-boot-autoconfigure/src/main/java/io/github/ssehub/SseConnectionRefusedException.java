package io.github.ssehub;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Thrown to refuse a request for a stream, with a status, headers and a problem detail.
 * The answer is the hub's: exception handlers of the application do not see it, and the
 * body is {@code application/problem+json} whatever the client accepts, since an
 * {@code EventSource} accepts nothing but event streams. 204 has no body.
 * <p>
 * A browser's {@code EventSource} gives up for good on any status but 200; 204 tells it
 * so without an error (HTML Living Standard, 9.2.3). <pre class="code">
 * throw new SseConnectionRefusedException(HttpStatus.TOO_MANY_REQUESTS, "Five streams are enough")
 *     .header("Retry-After", "30");
 * </pre>
 *
 * @since 0.1.0
 */
public class SseConnectionRefusedException extends ErrorResponseException {

	/**
	 * Create a new {@link SseConnectionRefusedException} instance.
	 * @param status the status to answer with
	 */
	public SseConnectionRefusedException(HttpStatusCode status) {
		super(status);
	}

	/**
	 * Create a new {@link SseConnectionRefusedException} instance.
	 * @param status the status to answer with
	 * @param detail what the client is told of the reason
	 */
	public SseConnectionRefusedException(HttpStatusCode status, String detail) {
		super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
	}

	/**
	 * Add a header to the answer.
	 * @param name the name of the header
	 * @param value the value
	 * @return this exception
	 */
	public SseConnectionRefusedException header(String name, String value) {
		getHeaders().add(name, value);
		return this;
	}

	// Refusing is no fault, and may be frequent
	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
