package io.github.ssehub.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.ssehub.web.InvalidSseEndpointException;

/**
 * Analyzes the failure of an endpoint that cannot be one.
 */
final class InvalidSseEndpointFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSseEndpointException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSseEndpointException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
