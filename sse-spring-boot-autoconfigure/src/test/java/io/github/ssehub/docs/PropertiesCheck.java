package io.github.ssehub.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each property is one of ours or of Spring Boot, and its value is one that it takes.
 */
final class PropertiesCheck implements BlockCheck {

	private static final Map<String, String> OURS = Map.of("sse", "io.github.ssehub.autoconfigure.SseProperties",
			"sse.cluster", "io.github.ssehub.autoconfigure.SseClusterProperties");

	private final Map<String, JsonNode> known = new HashMap<>();

	PropertiesCheck() throws IOException {
		JsonMapper mapper = new JsonMapper();
		for (URL file : Collections
			.list(getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = file.openStream()) {
				mapper.readTree(in)
					.path("properties")
					.forEach((property) -> this.known.put(property.get("name").asString(), property));
			}
		}
	}

	@Override
	public void check(DocumentBlock block) throws Exception {
		Properties properties = new Properties();
		properties.load(new StringReader(block.code()));
		assertThat(properties).isNotEmpty();
		Binder binder = new Binder(new MapConfigurationPropertySource(properties));
		for (String name : properties.stringPropertyNames()) {
			assertThat(this.known).as("Properties").containsKey(name);
			JsonNode property = this.known.get(name);
			assertThat(property.has("deprecation")).as("%s is deprecated", name).isFalse();
			assertThat(binder.bind(name, Bindable.of(type(property))).isBound()).isTrue();
		}
		bindOurs(binder);
	}

	private static Class<?> type(JsonNode property) {
		String type = property.path("type").asString().replaceAll("<.*", "");
		return ClassUtils.resolveClassName(type, null);
	}

	// To what the starter binds them to, which looks at their values, too
	private static void bindOurs(Binder binder) {
		OURS.forEach((prefix, type) -> binder.bind(prefix, Bindable.of(ClassUtils.resolveClassName(type, null))));
	}

}
