package io.github.ssehub.benchmarks.peers;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What most tutorials show: a list of emitters and a loop over them.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(NaiveApplication.NaiveController.class)
public class NaiveApplication {

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(NaiveApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class NaiveController {

		private final List<SseEmitter> emitters = new CopyOnWriteArrayList<>();

		@GetMapping("/sub")
		SseEmitter subscribe() throws IOException {
			SseEmitter emitter = new SseEmitter(0L);
			emitter.send(SseEmitter.event().comment("hi"));
			emitter.onCompletion(() -> this.emitters.remove(emitter));
			emitter.onError((ex) -> this.emitters.remove(emitter));
			this.emitters.add(emitter);
			return emitter;
		}

		@PostMapping("/pub")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		synchronized void publish(@RequestBody String data) {
			for (SseEmitter emitter : this.emitters) {
				try {
					emitter.send(SseEmitter.event().id("1").data(data));
				}
				catch (IOException | IllegalStateException ex) {
					this.emitters.remove(emitter);
				}
			}
		}

	}

}
