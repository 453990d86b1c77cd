package io.github.ssehub.openapi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.utils.SpringDocAnnotationsUtils;

/**
 * Schemas of the data of events, for all documents of an application. Thread-safe.
 */
final class DataSchemas {

	private static final Pattern REFERENCE = Pattern.compile("\"#/components/schemas/([^\"]+)\"");

	private final Map<String, Schema<?>> known = new ConcurrentHashMap<>();

	/**
	 * Return the schema of a type.
	 * @param type the type
	 * @param components get what the schema refers to
	 * @param version the version of the document
	 * @return the schema, or a reference to it
	 */
	Schema<?> resolve(Type type, Components components, SpecVersion version) {
		Components referenced = new Components();
		Schema<?> schema = SpringDocAnnotationsUtils.extractSchema(referenced, type, null, new Annotation[0], version);
		if (referenced.getSchemas() != null) {
			referenced.getSchemas().forEach(this.known::put);
			referenced.getSchemas().forEach((name, value) -> addIfMissing(components, name, value));
		}
		return schema;
	}

	/**
	 * Bring back what springdoc has removed from a document, since it looks for
	 * references everywhere but in the content of strings.
	 * @param document the document
	 */
	void restore(OpenAPI document) {
		boolean complete;
		do {
			complete = true;
			Matcher matcher = REFERENCE.matcher(Json31.pretty(document));
			while (matcher.find()) {
				String name = matcher.group(1);
				Schema<?> schema = this.known.get(name);
				if (schema != null && addIfMissing(document.getComponents(), name, schema)) {
					// It may refer to others
					complete = false;
				}
			}
		}
		while (!complete);
	}

	private static boolean addIfMissing(Components components, String name, Schema<?> schema) {
		if (components.getSchemas() != null && components.getSchemas().containsKey(name)) {
			return false;
		}
		components.addSchemas(name, schema);
		return true;
	}

}
