package io.github.ssehub.test.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestJson;

/**
 * Auto-configuration of an {@link SseTestClient} of the application under test.
 *
 * @since 0.1.0
 */
@AutoConfiguration
public final class SseTestClientAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SseTestClient sseTestClient(ApplicationContext context, ObjectProvider<MockMvc> mvc,
			ObjectProvider<SseTestJson> json) {
		SseTestClient client = new ApplicationUnderTest(context, mvc).client();
		SseTestJson bean = json.getIfAvailable();
		return (bean != null) ? client.withJson(bean) : client;
	}

	/**
	 * JSON as the application has it configured.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonConfiguration {

		@Bean
		@ConditionalOnMissingBean
		SseTestJson sseTestJson(ObjectProvider<JsonMapper> mappers) {
			JsonMapper mapper = mappers.getIfUnique(() -> JsonMapper.builder().findAndAddModules().build());
			return (json, type) -> mapper.readValue(json, mapper.constructType(type));
		}

	}

}
