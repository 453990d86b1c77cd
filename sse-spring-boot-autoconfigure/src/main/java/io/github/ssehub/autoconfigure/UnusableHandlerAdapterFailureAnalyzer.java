package io.github.ssehub.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.github.ssehub.web.UnusableHandlerAdapterException;

/**
 * Analyzes the failure of an application whose Spring MVC would not serve streams.
 */
final class UnusableHandlerAdapterFailureAnalyzer extends AbstractFailureAnalyzer<UnusableHandlerAdapterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusableHandlerAdapterException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
