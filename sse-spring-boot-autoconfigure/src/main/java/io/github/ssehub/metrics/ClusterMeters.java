package io.github.ssehub.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.log.JournalStatus;

/**
 * The meters of a node of a cluster.
 */
final class ClusterMeters {

	private static final String PREFIX = "sse.cluster.";

	private final HubStatistics statistics;

	ClusterMeters(HubStatistics statistics) {
		this.statistics = statistics;
	}

	void bindTo(MeterRegistry registry) {
		gauge(registry, "lag", "Events that this node has yet to read, as far as it knows", JournalStatus::lag);
		gauge(registry, "in-flight", "Events that this node has yet to publish, or to read back",
				JournalStatus::inFlight);
		counter(registry, "losses", "Times that events of the cluster were gone", JournalStatus::losses);
		counter(registry, "reconnects", "Connections to Redis that were made anew", JournalStatus::reconnects);
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<JournalStatus> value) {
		Gauge.builder(PREFIX + name, this.statistics, of(value)).description(description).register(registry);
	}

	private void counter(MeterRegistry registry, String name, String description,
			ToDoubleFunction<JournalStatus> value) {
		FunctionCounter.builder(PREFIX + name, this.statistics, of(value)).description(description).register(registry);
	}

	private static ToDoubleFunction<HubStatistics> of(ToDoubleFunction<JournalStatus> value) {
		return (statistics) -> {
			JournalStatus status = statistics.journal();
			return (status != null) ? value.applyAsDouble(status) : 0;
		};
	}

}
