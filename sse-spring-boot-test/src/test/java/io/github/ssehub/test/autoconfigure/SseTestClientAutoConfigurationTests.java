package io.github.ssehub.test.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestJson;

import static org.assertj.core.api.Assertions.assertThat;

class SseTestClientAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseTestClientAutoConfiguration.class));

	@Test
	void shouldTellWhatIsMissing() {
		this.contextRunner.run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.hasMessageContaining("neither a server nor a MockMvc"));
	}

	@Test
	void shouldBackOff() {
		SseTestClient own = SseTestClient.create(1);
		this.contextRunner.withBean(SseTestClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(SseTestClient.class)).isSameAs(own));
	}

	@Test
	void shouldReadJsonAsTheApplicationDoes() {
		MockMvc mvc = MockMvcBuilders.standaloneSetup().build();
		this.contextRunner.withBean(MockMvc.class, () -> mvc)
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> {
				assertThat(context).hasSingleBean(SseTestClient.class);
				assertThat(context.getBean(SseTestJson.class).read("{\"full_name\":\"Ann\"}", Person.class))
					.isEqualTo(new Person("Ann"));
			});
	}

	private record Person(String fullName) {

	}

}
