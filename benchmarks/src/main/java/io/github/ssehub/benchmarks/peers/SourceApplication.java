package io.github.ssehub.benchmarks.peers;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;

/**
 * The same elements in three ways: a room, a source for each caller, and a {@code Flux}
 * that Spring MVC writes by itself.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SourceApplication.SourceController.class)
public class SourceApplication {

	/**
	 * Elements a second.
	 */
	public static final int RATE = 20;

	private static final Duration PERIOD = Duration.ofSeconds(1).dividedBy(RATE);

	private static final String PADDING = "x".repeat(174);

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(SourceApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class SourceController {

		private volatile Disposable alone = Disposables.disposed();

		SourceController(SseHub hub) {
			AtomicInteger number = new AtomicInteger();
			Flux.interval(PERIOD).subscribe((tick) -> hub.broadcast("load", element(number.getAndIncrement())));
		}

		@SseEndpoint("/room")
		String room() {
			return "load";
		}

		@SseEndpoint("/source")
		Flux<String> source() {
			return elements();
		}

		@SseEndpoint("/endless")
		Stream<String> endless() {
			return Stream.generate(() -> PADDING);
		}

		@GetMapping(path = "/plain", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<String>> plain() {
			return elements().map((element) -> ServerSentEvent.builder(element).build());
		}

		// So many sources that nobody writes, instead of those of the call before
		@PostMapping("/alone")
		synchronized void alone(@RequestParam int count) {
			this.alone.dispose();
			Disposable.Composite sources = Disposables.composite();
			for (int i = 0; i < count; i++) {
				sources.add(elements().subscribe());
			}
			this.alone = sources;
		}

		private static Flux<String> elements() {
			return Flux.interval(PERIOD).map((tick) -> element(tick.intValue()));
		}

		// What the driver looks for: when it was made, and its number
		private static String element(int number) {
			HexFormat hex = HexFormat.of();
			return "~" + hex.toHexDigits(System.nanoTime()) + "~" + hex.toHexDigits(number) + PADDING;
		}

	}

}
