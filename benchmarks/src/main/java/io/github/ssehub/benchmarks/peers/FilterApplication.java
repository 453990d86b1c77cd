package io.github.ssehub.benchmarks.peers;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;

/**
 * Streams with a filter beside streams without one.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(FilterApplication.FilterController.class)
public class FilterApplication {

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(FilterApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class FilterController {

		private final SseHub hub;

		FilterController(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/rooms/{room}")
		String subscribe(@PathVariable String room) {
			return room;
		}

		@SseEndpoint("/filtered/{room}")
		SseSubscription subscribeFiltered(@PathVariable String room) {
			return SseSubscription.to(room).filter((event) -> !"debug".equals(event.event()));
		}

		@PostMapping("/rooms/{room}")
		@ResponseStatus(HttpStatus.ACCEPTED)
		Map<String, String> publish(@PathVariable String room, @RequestBody String data) {
			return Map.of("id", this.hub.broadcast(room, data));
		}

	}

}
