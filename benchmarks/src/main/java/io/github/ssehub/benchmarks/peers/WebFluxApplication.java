package io.github.ssehub.benchmarks.peers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The way of Spring WebFlux: a sink that every stream subscribes to.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WebFluxApplication.SinkController.class)
public class WebFluxApplication {

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(WebFluxApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.run(args);
	}

	@Bean
	NettyReactiveWebServerFactory webServerFactory() {
		return new NettyReactiveWebServerFactory();
	}

	@RestController
	static class SinkController {

		private final Sinks.Many<ServerSentEvent<String>> sink = Sinks.many().multicast().directBestEffort();

		@GetMapping(path = "/sub", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<String>> subscribe() {
			// A buffer for each stream, or a burst would be lost
			return Flux.concat(Flux.just(ServerSentEvent.<String>builder().comment("hi").build()),
					this.sink.asFlux().onBackpressureBuffer());
		}

		@PostMapping("/pub")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		synchronized void publish(@RequestBody String data) {
			this.sink.tryEmitNext(ServerSentEvent.builder(data).id("1").build());
		}

	}

}
