package io.github.ssehub.docs;

import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON, or a field of it, on a page whose JSON a test compares with what a server
 * answers.
 */
final class JsonCheck implements BlockCheck {

	// With what they are compared by
	private static final Map<String, String> COMPARED = Map.of("docs/openapi.md", "OpenApiTests", "docs/operations.md",
			"HubEndpointTests");

	private final ProjectFiles project;

	JsonCheck(ProjectFiles project) {
		this.project = project;
	}

	@Override
	public void check(DocumentBlock block) {
		String code = block.code().startsWith("{") ? block.code() : "{" + block.code() + "}";
		assertThat(new JsonMapper().readTree(code)).isNotEmpty();
		assertThat(COMPARED).as("Pages whose JSON is compared").containsKey(block.page());
		String call = "DocumentBlock.only(\"%s\", \"json\")".formatted(block.page());
		assertThat(this.project.text(COMPARED.get(block.page()))).contains(call);
	}

}
