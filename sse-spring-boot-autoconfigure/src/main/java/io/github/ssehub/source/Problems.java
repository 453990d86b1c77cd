package io.github.ssehub.source;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * What clients are told of the failure of a source.
 */
final class Problems {

	private Problems() {
	}

	// The text of an exception is for the log only
	static ProblemDetail of(Throwable failure) {
		if (failure instanceof ErrorResponse response) {
			return response.getBody();
		}
		return ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	static ProblemDetail lost() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"The server that the event stream came from is gone");
	}

}
