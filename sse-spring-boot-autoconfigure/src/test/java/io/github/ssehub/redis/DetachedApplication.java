package io.github.ssehub.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreams;
import io.github.ssehub.support.UserHeaderFilter;

/**
 * A node with detached streams. Nodes that die are gone after two seconds.
 */
@Import(UserHeaderFilter.class)
@RestController
class DetachedApplication {

	static final Duration TTL = Duration.ofSeconds(2);

	private static final Map<String, SseFormat> FORMATS = Map.of("plain", SseFormat.PLAIN, "openai", SseFormat.OPENAI,
			"ai-sdk", SseFormat.AI_SDK);

	// What the sources of this node offer, by the names of their streams
	private final Map<String, Sinks.Many<String>> sources = new ConcurrentHashMap<>();

	final AtomicInteger cancelled = new AtomicInteger();

	private final SseStreams streams;

	DetachedApplication(SseStreams streams) {
		this.streams = streams;
	}

	Sinks.Many<String> source(String name) {
		return this.sources.computeIfAbsent(name, (key) -> Sinks.many().unicast().onBackpressureBuffer());
	}

	// With a first element, for which the response waits
	@SseEndpoint("/manual/{name}")
	SseStream<String> manual(@PathVariable String name, @RequestParam(defaultValue = "plain") String format,
			@RequestParam(defaultValue = "60000") int keep) {
		return SseStream.<String>from(manual(name).startWith("zero"))
			.format(FORMATS.get(format))
			.retry(Duration.ofMillis(1234))
			.detached(Duration.ofMillis(keep));
	}

	@SseEndpoint("/silent/{name}")
	SseStream<String> silent(@PathVariable String name) {
		return SseStream.<String>from(manual(name)).heartbeat(Duration.ofMillis(100)).detached(Duration.ofMinutes(1));
	}

	private Flux<String> manual(String name) {
		return source(name).asFlux().doOnCancel(this.cancelled::incrementAndGet);
	}

	@SseEndpoint("/numbers")
	SseStream<String> numbers(@RequestParam int count, @RequestParam(defaultValue = "0") int delay) {
		Flux<String> numbers = Flux.range(0, count).map(String::valueOf);
		return SseStream.<String>from((delay > 0) ? numbers.delayElements(Duration.ofMillis(delay)) : numbers)
			.detached(Duration.ofMinutes(1));
	}

	@SseEndpoint(path = "/streams/{id}", method = RequestMethod.GET)
	EndpointResult resume(@PathVariable String id) {
		return this.streams.resume(id);
	}

	@DeleteMapping("/streams/{id}")
	void stop(@PathVariable String id, HttpServletResponse response) {
		this.streams.stop(id);
		response.setStatus(204);
	}

	@GetMapping("/streams/{id}/state")
	String state(@PathVariable String id) {
		return String.valueOf(this.streams.find(id));
	}

	@Bean
	static ClusterNodes nodes(LettuceConnectionFactory connectionFactory) {
		return new ClusterNodes(TestRedis.settings(TestCluster.NAME, Duration.ofSeconds(2)), connectionFactory,
				new NodeTimes(Duration.ofMillis(50), TTL, Duration.ofMillis(500)));
	}

}
