package io.github.ssehub.benchmarks.peers;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;

/**
 * Publishes at a steady rate from within, and tells how long the publisher was kept.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(PublishApplication.PublishController.class)
public class PublishApplication {

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(PublishApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class PublishController {

		private final SseHub hub;

		PublishController(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/rooms/{room}")
		String subscribe(@PathVariable String room) {
			return room;
		}

		// Half and 99 of 100 broadcasts took no longer, in microseconds
		@PostMapping("/rooms/{room}")
		String publish(@PathVariable String room, @RequestParam int events, @RequestParam double rate) {
			String data = "x".repeat(200);
			long[] nanos = new long[events];
			long start = System.nanoTime();
			for (int i = 0; i < events; i++) {
				long due = start + (long) (i / rate * 1e9);
				LockSupport.parkNanos(due - System.nanoTime());
				long before = System.nanoTime();
				this.hub.broadcast(room, data);
				nanos[i] = System.nanoTime() - before;
			}
			Arrays.sort(nanos);
			return nanos[events / 2] / 1000.0 + " " + nanos[events * 99 / 100] / 1000.0;
		}

	}

}
