package io.github.ssehub.test.client;

import java.lang.reflect.Type;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the data of events as JSON.
 */
final class JsonData {

	private JsonData() {
	}

	static SseTestJson ofClassPath() {
		return ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", JsonData.class.getClassLoader())
				? Jackson.JSON : (json, type) -> {
					throw new IllegalStateException("JSON needs Jackson on the class path, or a client with its own "
							+ "SseTestJson: SseTestClient.withJson");
				};
	}

	static Object read(SseTestEvent event, SseTestJson json, Type type) {
		Assert.notNull(type, "'type' must not be null");
		String data = event.data();
		if (data == null) {
			throw new AssertionError("Expected data that is JSON of " + type.getTypeName()
					+ ", but there is none in the block:\n" + Text.indent(event.raw()));
		}
		try {
			return json.read(data, type);
		}
		catch (Exception ex) {
			throw new AssertionError(
					"Expected data that is JSON of " + type.getTypeName() + ", but got:\n" + Text.indent(data), ex);
		}
	}

	private static final class Jackson {

		private static final SseTestJson JSON = of(JsonMapper.builder().findAndAddModules().build());

		private static SseTestJson of(JsonMapper mapper) {
			return (json, type) -> mapper.readValue(json, mapper.constructType(type));
		}

	}

}
