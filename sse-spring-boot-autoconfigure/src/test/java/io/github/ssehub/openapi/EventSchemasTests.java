package io.github.ssehub.openapi;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import org.json.JSONException;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;

class EventSchemasTests {

	private final EventSchemas schemas = new EventSchemas(new Components(), new DataSchemas(), SpecVersion.V30);

	// Version 3.0 has no word for what is in a string
	@Test
	void shouldHaveTheDataItselfInVersion30() throws JSONException {
		assertJson(this.schemas.event("price", Price.class), """
				{"type": "object", "required": ["data", "event"],
					"properties": {"event": {"type": "string", "enum": ["price"]}, "id": {"type": "string"},
					"data": {"$ref": "#/components/schemas/Price"}}}""");
	}

	@Test
	void shouldHaveBytesInVersion30() throws JSONException {
		assertJson(this.schemas.event("", byte[].class), """
				{"type": "object", "required": ["data"],
					"properties": {"id": {"type": "string"}, "data": {"type": "string", "format": "byte"}}}""");
	}

	private static void assertJson(Schema<?> actual, String expected) throws JSONException {
		JSONAssert.assertEquals(expected, Json.pretty(actual), true);
	}

	record Price(double price) {

	}

}
