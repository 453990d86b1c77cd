package io.github.ssehub.web;

import org.springframework.core.ResolvableType;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.SseStream;
import io.github.ssehub.source.ElementSources;

/**
 * Takes sources of elements for the caller.
 */
final class SourceResultAdapter implements EndpointResultAdapter {

	@Override
	public boolean supports(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		return resolved == SseStream.class || resolved == EndpointResult.class || ElementSources.isSource(resolved);
	}

	@Override
	public EndpointResult adapt(Object value) {
		return (value instanceof EndpointResult result) ? result : SseStream.fromReactive(value);
	}

}
