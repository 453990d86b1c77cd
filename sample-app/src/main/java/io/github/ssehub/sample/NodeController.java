package io.github.ssehub.sample;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.github.ssehub.SseStreams;

/**
 * Tells pages which node they are on and which others there are, and lets those of the
 * others in.
 */
@RestController
@EnableConfigurationProperties(SampleNode.class)
@RegisterReflectionForBinding(SampleNode.class)
class NodeController implements WebMvcConfigurer {

	private final SampleNode node;

	NodeController(SampleNode node) {
		this.node = node;
	}

	@GetMapping("/node")
	SampleNode node() {
		return this.node;
	}

	@Override
	public void addCorsMappings(CorsRegistry registry) {
		if (!this.node.nodes().isEmpty()) {
			registry.addMapping("/**")
				.allowedOrigins(this.node.nodes().toArray(new String[0]))
				.allowedMethods("GET", "POST", "DELETE")
				.exposedHeaders(SseStreams.HEADER);
		}
	}

}
