package io.github.ssehub.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What tutorials show for several nodes: Redis publishes to all of them, and each has a
 * list of emitters and a loop over them. What a node misses is gone.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ NaiveClusterApplication.StreamController.class, LoadController.class })
public class NaiveClusterApplication {

	private static final String CHANNEL = "load";

	/**
	 * Start the server.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(NaiveClusterApplication.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		application.run(args);
	}

	@Bean
	TomcatServletWebServerFactory webServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@Bean
	Consumer<String> publisher(StringRedisTemplate redis) {
		return (data) -> redis.convertAndSend(CHANNEL, data);
	}

	@Bean
	RedisMessageListenerContainer listenerContainer(RedisConnectionFactory connections, StreamController streams) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(connections);
		// On the thread that reads, so that events keep their order
		container.setTaskExecutor(Runnable::run);
		container.addMessageListener(
				(message, pattern) -> streams.send(new String(message.getBody(), StandardCharsets.UTF_8)),
				new ChannelTopic(CHANNEL));
		return container;
	}

	@RestController
	static class StreamController {

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

		void send(String data) {
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
