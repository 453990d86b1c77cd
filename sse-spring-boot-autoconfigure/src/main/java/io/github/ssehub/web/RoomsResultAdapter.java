package io.github.ssehub.web;

import java.util.Collection;

import org.springframework.core.ResolvableType;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.SseSubscription;

/**
 * Takes what names the rooms to join.
 */
final class RoomsResultAdapter implements EndpointResultAdapter {

	@Override
	public boolean supports(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		return resolved == String.class || resolved == SseSubscription.class
				|| type.as(Collection.class).getGeneric(0).resolve() == String.class;
	}

	@Override
	@SuppressWarnings("unchecked")
	public EndpointResult adapt(Object value) {
		if (value instanceof SseSubscription subscription) {
			return subscription;
		}
		return (value instanceof String room) ? SseSubscription.to(room)
				: SseSubscription.to((Collection<String>) value);
	}

}
