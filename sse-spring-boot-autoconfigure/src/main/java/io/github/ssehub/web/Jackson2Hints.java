package io.github.ssehub.web;

import java.util.Map;
import java.util.Set;

import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.Assert;

import io.github.ssehub.SseData;

/**
 * Gives hints to converters that know none: for those of Jackson 2, Spring has a wrapper
 * of values.
 */
final class Jackson2Hints {

	private Jackson2Hints() {
	}

	@SuppressWarnings("removal")
	static Object apply(Object value, Map<String, Object> hints, HttpMessageConverter<?> converter) {
		boolean view = hints.keySet().equals(Set.of(SseData.VIEW_HINT)) && isOfJackson2(converter);
		Assert.isTrue(view, () -> "Message converter " + converter.getClass().getName()
				+ " does not take the hints of event data: " + hints.keySet());
		org.springframework.http.converter.json.MappingJacksonValue container = new org.springframework.http.converter.json.MappingJacksonValue(
				value);
		container.setSerializationView((Class<?>) hints.get(SseData.VIEW_HINT));
		return container;
	}

	@SuppressWarnings("removal")
	private static boolean isOfJackson2(HttpMessageConverter<?> converter) {
		return converter instanceof org.springframework.http.converter.json.AbstractJackson2HttpMessageConverter;
	}

}
