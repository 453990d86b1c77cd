package io.github.ssehub.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.springframework.http.MediaType;
import org.yaml.snakeyaml.Yaml;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * YAML for others than us: what it says of the application is true.
 */
final class YamlCheck implements BlockCheck {

	private static final int PORT = 8080;

	private final List<String> probes = new ArrayList<>();

	YamlCheck(TestServer server) throws IOException {
		for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness")) {
			try (SseTestClient response = server.open(path)) {
				if (response.status() == 200) {
					this.probes.add(path);
				}
			}
		}
	}

	@Override
	public void check(DocumentBlock block) {
		Object content = new Yaml().load(block.code());
		assertThat(content).isInstanceOf(Map.class);
		checkValue(content);
	}

	private void checkValue(Object value) {
		if (value instanceof Iterable<?> values) {
			for (Object each : values) {
				checkValue(each);
			}
		}
		if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				checkEntry(entry.getKey().toString(), entry.getValue());
			}
		}
	}

	private void checkEntry(String key, Object value) {
		if (key.equals("httpGet")) {
			Map<?, ?> request = (Map<?, ?>) value;
			assertThat(request.get("port")).isEqualTo(PORT);
			assertThat(request.get("path")).isIn(this.probes);
		}
		if (key.equals("excludedContentTypes")) {
			assertThat(value).asInstanceOf(InstanceOfAssertFactories.list(String.class))
				.contains(MediaType.TEXT_EVENT_STREAM_VALUE)
				.allSatisfy(MediaType::parseMediaType);
		}
		checkValue(value);
	}

}
