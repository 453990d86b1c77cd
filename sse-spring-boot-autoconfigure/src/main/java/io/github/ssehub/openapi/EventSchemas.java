package io.github.ssehub.openapi;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;

/**
 * Schemas of events: objects with the fields of an event as strings, as the specification
 * of OpenAPI 3.2 has them. For one document.
 */
final class EventSchemas {

	private static final String REFERENCE = "#/components/schemas/";

	private final Components components;

	private final DataSchemas dataSchemas;

	private final SpecVersion version;

	EventSchemas(Components components, DataSchemas dataSchemas, SpecVersion version) {
		this.components = components;
		this.dataSchemas = dataSchemas;
		this.version = version;
	}

	/**
	 * Return the schema of an event.
	 * @param name the name of the event, empty for one without, {@code null} for any
	 * @param data the type of its data, or {@code null} for any text
	 * @return the schema
	 */
	Schema<?> event(@Nullable String name, @Nullable Type data) {
		return event((name != null) ? List.of(name) : List.of(), dataSchema(data)).addProperty("id", schema("string"));
	}

	private Schema<?> event(List<String> names, Schema<?> data) {
		Schema<?> schema = schema("object");
		if (!names.equals(List.of(""))) {
			Schema<?> event = enumeration(names);
			schema.addProperty("event", event);
			if (!names.isEmpty()) {
				schema.addRequiredItem("event");
			}
		}
		return schema.addProperty("data", data).addRequiredItem("data");
	}

	private Schema<?> dataSchema(@Nullable Type type) {
		if (type == null || type == String.class) {
			return schema("string");
		}
		if (type == byte[].class) {
			return is31() ? schema("string").contentEncoding("base64") : schema("string").format("byte");
		}
		return json(this.dataSchemas.resolve(type, this.components, this.version));
	}

	// Version 3.0 cannot say what is in a string
	private Schema<?> json(Schema<?> content) {
		return is31() ? schema("string").contentMediaType(MediaType.APPLICATION_JSON_VALUE).contentSchema(content)
				: content;
	}

	/**
	 * Return the schemas of the events that tell what happens to a stream.
	 * @param forCaller whether the stream is one for its caller alone, which has no gaps
	 * and may fail
	 * @return references to the schemas
	 */
	List<Schema<?>> ofStream(boolean forCaller) {
		Schema<?> position = event(List.of("sse-open", "sse-position"), json(schema("object")))
			.addProperty("id", schema("string"))
			.description("Where the stream is: comes with the id to come back with, if there is one");
		Schema<?> end = json(
				schema("object").addProperty("reason", enumeration(names(CloseReason.DRAINED, CloseReason.MAX_AGE,
						CloseReason.UNAUTHORIZED, CloseReason.KICKED, CloseReason.REPLACED, CloseReason.OVERFLOW))));
		return List.of(component("SsePositionEvent", position), forCaller ? error() : gap(),
				component("SseEndEvent", event(List.of("sse-end"), end).description("Why the server ends the stream")));
	}

	private Schema<?> error() {
		return component("SseErrorEvent",
				event(List.of("error"), dataSchema(ProblemDetail.class)).description("The source has failed"));
	}

	private Schema<?> gap() {
		Schema<?> gap = json(schema("object").addProperty("lastEventId", orNull(schema("string")))
			.addProperty("reason", enumeration(names(SseGap.Reason.values()))));
		return component("SseGapEvent", event(List.of("sse-gap"), gap).addProperty("id", schema("string"))
			.description("Events were missed that can no longer be replayed"));
	}

	private Schema<?> component(String name, Schema<?> schema) {
		this.components.addSchemas(name, schema);
		return new Schema<>(this.version).$ref(REFERENCE + name);
	}

	// Who has not had an id yet has missed events, too
	private Schema<Object> orNull(Schema<Object> schema) {
		if (is31()) {
			schema.addType("null");
		}
		else {
			schema.setNullable(true);
		}
		return schema;
	}

	/**
	 * Return a schema for what is one of several. An event whose name is not fixed has a
	 * schema that those with a name match as well.
	 * @param schemas the schemas
	 * @return the schema
	 */
	Schema<?> anyOf(List<Schema<?>> schemas) {
		if (schemas.size() == 1) {
			return schemas.get(0);
		}
		Schema<?> schema = new Schema<>(this.version);
		new ArrayList<>(schemas).forEach(schema::addAnyOfItem);
		return schema;
	}

	Schema<?> problem() {
		return this.dataSchemas.resolve(ProblemDetail.class, this.components, this.version);
	}

	Schema<?> array() {
		return schema("array").items(schema("string"));
	}

	Schema<?> text() {
		return schema("string");
	}

	private Schema<?> enumeration(List<String> values) {
		Schema<Object> schema = schema("string");
		if (!values.isEmpty()) {
			schema.setEnum(new ArrayList<>(values));
		}
		return schema;
	}

	private static List<String> names(Enum<?>... values) {
		return Arrays.stream(values).map((value) -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
	}

	private Schema<Object> schema(String type) {
		Schema<Object> schema = new Schema<>(this.version);
		schema.setType(type);
		if (is31()) {
			schema.addType(type);
		}
		return schema;
	}

	private boolean is31() {
		return this.version == SpecVersion.V31;
	}

}
