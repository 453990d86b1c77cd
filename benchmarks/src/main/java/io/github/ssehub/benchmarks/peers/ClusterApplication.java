package io.github.ssehub.benchmarks.peers;

import java.util.function.Consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SsePublisher;

/**
 * A node of a cluster with one room.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ ClusterApplication.StreamController.class, LoadController.class })
public class ClusterApplication {

	private static final String ROOM = "load";

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ClusterApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@Bean
	Consumer<String> publisher(SsePublisher publisher) {
		return (data) -> publisher.broadcast(ROOM, data);
	}

	@RestController
	static class StreamController {

		@SseEndpoint(path = "/sub", rooms = ROOM)
		void subscribe() {
		}

	}

}
