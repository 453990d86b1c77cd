package io.github.ssehub.sample;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;

/**
 * Publishes what the hub's own meters say each second, as long as somebody watches: the
 * same values as {@code /actuator/metrics}.
 */
@Component
class MetricsPublisher {

	private static final List<String> METERS = List.of("sse.connections", "sse.events.published",
			"sse.events.delivered", "sse.bytes", "sse.lagging", "sse.lag", "sse.log.bytes", "sse.loop.busy");

	private final SseHub hub;

	private final String room;

	// None if metrics are off
	private final ObjectProvider<MeterRegistry> registry;

	MetricsPublisher(SseHub hub, SampleNode node, ObjectProvider<MeterRegistry> registry) {
		this.hub = hub;
		this.room = node.room(ServerRooms.METRICS);
		this.registry = registry;
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void publish() {
		if (!this.hub.connections(this.room).isEmpty()) {
			this.registry.ifAvailable((meters) -> this.hub.broadcastAsync(this.room, conflated(measure(meters))));
		}
	}

	// Whoever was away or is slow gets the newest values only, and has missed nothing
	private SseEvent conflated(Map<String, Double> values) {
		return SseEvent.builder().event("metrics").key("metrics").data(values).build();
	}

	private Map<String, Double> measure(MeterRegistry meters) {
		Map<String, Double> values = new TreeMap<>();
		METERS.forEach((name) -> measure(meters, name).ifPresent((value) -> values.put(name, value)));
		return values;
	}

	// There is one meter of a name, but for the loops: of these the one that is busiest
	private OptionalDouble measure(MeterRegistry meters, String name) {
		return meters.find(name)
			.meters()
			.stream()
			.flatMap((meter) -> StreamSupport.stream(meter.measure().spliterator(), false))
			.mapToDouble(Measurement::getValue)
			.filter(Double::isFinite)
			.max();
	}

}
