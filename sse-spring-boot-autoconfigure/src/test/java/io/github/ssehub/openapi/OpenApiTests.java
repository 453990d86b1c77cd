package io.github.ssehub.openapi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.json.JSONException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.docs.DocumentBlock;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application's OpenAPI document says of its streams.
 */
class OpenApiTests {

	private static final String STREAM = "/responses/200/content/text~1event-stream/schema";

	private static TestServer server;

	private static JsonNode document;

	@BeforeAll
	static void start() throws Exception {
		server = TestServer.start(TestServer.Kind.TOMCAT, OpenApiApplication.class, LibraryImportFilter.OPENAPI,
				"sse.endpoint.path=/sse", "sse.endpoint.rooms=news");
		document = document();
	}

	private static JsonNode document() throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + server.port() + "/v3/api-docs");
		return new JsonMapper().readTree(HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
			.body());
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void shouldDescribeTheEventsThatAMethodTells() throws JSONException {
		assertThat(document.path("openapi").asString()).startsWith("3.1");
		assertJson(operation("/chat/{room}", "get").at(STREAM), """
				{"anyOf": [
					{"type": "object", "description": "Somebody said something", "required": ["data", "event"],
						"properties": {"event": {"type": "string", "enum": ["chat"]}, "id": {"type": "string"},
						"data": {"type": "string", "contentMediaType": "application/json",
							"contentSchema": {"$ref": "#/components/schemas/ChatMessage"}}}},
					{"type": "object", "required": ["data", "event"],
						"properties": {"event": {"type": "string", "enum": ["typing"]}, "id": {"type": "string"},
						"data": {"type": "string"}}},
					{"$ref": "#/components/schemas/SsePositionEvent"},
					{"$ref": "#/components/schemas/SseGapEvent"},
					{"$ref": "#/components/schemas/SseEndEvent"}
				]}""");
		assertJson(document.at("/components/schemas/ChatMessage/properties"), """
				{"user": {"type": "string"}, "text": {"type": "string"}}""");
		assertJson(document.at("/components/schemas/SseGapEvent/properties/data/contentSchema/properties"), """
				{"lastEventId": {"type": ["string", "null"]},
					"reason": {"type": "string", "enum": ["expired", "unknown", "overflow"]}}""");
	}

	@Test
	void shouldBeAsDocumented() throws IOException {
		JsonNode documented = new JsonMapper().readTree("{" + DocumentBlock.only("docs/openapi.md", "json") + "}")
			.at("/text~1event-stream/schema/anyOf");
		assertThat(documented).isNotEmpty()
			.allSatisfy((event) -> assertThat(operation("/chat/{room}", "get").at(STREAM + "/anyOf")).contains(event));
	}

	@Test
	void shouldHaveTheParametersOfARequest() throws JSONException {
		assertJson(operation("/chat/{room}", "get").path("parameters"), """
				[{"name": "room", "in": "path", "required": true, "schema": {"type": "string"}},
				{"name": "Last-Event-ID", "in": "header", "required": false, "schema": {"type": "string"},
					"description": "The id of the last event that the client got, to go on behind it"}]""");
		assertThat(operation("/sse", "get").path("parameters").findValuesAsString("name"))
			.containsExactlyInAnyOrder("Last-Event-ID", "room");
		assertThat(operation("/generate", "post").at("/requestBody/content/application~1json/schema/$ref").asString())
			.endsWith("/Prompt");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/untold", "/emitter", "/sse" })
	void shouldTakeAnyEventWhereAMethodTellsNone(String path) throws JSONException {
		assertJson(operation(path, "get").at(STREAM + "/anyOf/0"), """
				{"type": "object", "required": ["data"], "properties": {"event": {"type": "string"},
					"data": {"type": "string"}, "id": {"type": "string"}}}""");
	}

	@ParameterizedTest
	@CsvSource({ "/flux,Token", "/rows,Row" })
	void shouldDescribeTheElementsOfASource(String path, String type) throws JSONException {
		assertJson(operation(path, "get").at(STREAM), """
				{"anyOf": [
					{"type": "object", "required": ["data"], "properties": {"id": {"type": "string"},
						"data": {"type": "string", "contentMediaType": "application/json",
							"contentSchema": {"$ref": "#/components/schemas/%s"}}}},
					{"$ref": "#/components/schemas/SsePositionEvent"},
					{"$ref": "#/components/schemas/SseErrorEvent"},
					{"$ref": "#/components/schemas/SseEndEvent"}
				]}""".formatted(type));
	}

	@Test
	void shouldDescribeOtherSources() throws JSONException {
		assertJson(operation("/text", "get").at(STREAM + "/anyOf/0/properties"), """
				{"data": {"type": "string"}, "id": {"type": "string"}}""");
		assertJson(operation("/spring", "get").at(STREAM + "/anyOf/0/properties"), """
				{"event": {"type": "string"}, "id": {"type": "string"},
					"data": {"type": "string", "contentMediaType": "application/json",
						"contentSchema": {"$ref": "#/components/schemas/Token"}}}""");
		assertThat(operation("/told", "get").at(STREAM + "/anyOf/0/properties/event/enum/0").asString())
			.isEqualTo("token");
	}

	@Test
	void shouldAnswerWithAStreamWhateverIsAccepted() {
		assertThat(operation("/generate", "post").at("/responses/200/content").propertyNames())
			.containsExactly("text/event-stream");
		assertThat(operation("/generate", "post").at(STREAM + "/properties/data/contentSchema/$ref").asString())
			.endsWith("/Token");
	}

	@Test
	void shouldKeepWhatElseIsAtThePath() throws JSONException {
		assertThat(operation("/prices", "get").at("/responses/200/content").propertyNames())
			.containsExactlyInAnyOrder("text/event-stream", "application/json");
		assertJson(operation("/prices", "get").at(STREAM + "/anyOf/0/properties/data/contentSchema"), """
				{"type": "array", "items": {"$ref": "#/components/schemas/Price"}}""");
	}

	@Test
	void shouldKeepWhatAMethodDocumentsItself() throws JSONException {
		assertJson(operation("/documented", "get").at("/responses/200"), """
				{"description": "Ours", "content": {"text/event-stream": {"example": "data: 1"}}}""");
	}

	@Test
	void shouldTellHowARequestIsRefused() {
		JsonNode responses = operation("/untold", "get").path("responses");
		assertThat(responses.propertyNames()).containsExactlyInAnyOrder("200", "400", "403", "429", "503");
		assertThat(responses.at("/403/content/application~1problem+json/schema/$ref").asString())
			.endsWith("/ProblemDetail");
	}

	@Test
	void shouldHaveOneOperationForEachMethodOfTheApplication() {
		assertThat(document.path("paths").properties())
			.allSatisfy((path) -> assertThat(path.getValue().propertyNames()).hasSize(1));
	}

	@Test
	void shouldHaveNoSchemasOfWhatIsNotWritten() {
		assertThat(document.at("/components/schemas").propertyNames()).containsExactlyInAnyOrder("ChatMessage", "Price",
				"Prompt", "Token", "Row", "ProblemDetail", "SsePositionEvent", "SseGapEvent", "SseEndEvent",
				"SseErrorEvent");
	}

	private static JsonNode operation(String path, String method) {
		JsonNode operation = document.path("paths").path(path).path(method);
		assertThat(operation.isObject()).as(path).isTrue();
		return operation;
	}

	private static void assertJson(JsonNode actual, String expected) throws JSONException {
		JSONAssert.assertEquals(expected, actual.toString(), true);
	}

}
