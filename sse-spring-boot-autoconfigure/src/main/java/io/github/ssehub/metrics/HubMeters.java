package io.github.ssehub.metrics;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.Admission.Limit;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.source.DetachedStreams;

/**
 * The meters of a hub. They read what the hub counts, so that nothing is called when an
 * event is delivered. All values of tags are from enumerations, but for the number of the
 * event loop.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr>
 * <th>name</th>
 * <th>type</th>
 * <th>tags</th>
 * </tr>
 * <tr>
 * <td>{@code sse.connections}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.connections.opened}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.connections.closed}</td>
 * <td>counter</td>
 * <td>{@code reason}</td>
 * </tr>
 * <tr>
 * <td>{@code sse.connections.refused}</td>
 * <td>counter</td>
 * <td>{@code limit}</td>
 * </tr>
 * <tr>
 * <td>{@code sse.recheck.failures}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.open}</td>
 * <td>timer</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.events.published}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.events.delivered}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.bytes}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.publish}</td>
 * <td>timer</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.gaps}</td>
 * <td>counter</td>
 * <td>{@code reason}</td>
 * </tr>
 * <tr>
 * <td>{@code sse.skipped}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.lagging}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.lag}</td>
 * <td>gauge, seconds</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.log.bytes}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.log.entries}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.rooms}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.loop.busy}</td>
 * <td>gauge</td>
 * <td>{@code loop}</td>
 * </tr>
 * <tr>
 * <td>{@code sse.cluster.lag}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.cluster.in-flight}</td>
 * <td>gauge</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.cluster.losses}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.cluster.reconnects}</td>
 * <td>counter</td>
 * <td></td>
 * </tr>
 * <tr>
 * <td>{@code sse.sources}</td>
 * <td>gauge</td>
 * <td>{@code state}</td>
 * </tr>
 * </table>
 */
public final class HubMeters implements MeterBinder, AopInfrastructureBean {

	private static final String PREFIX = "sse.";

	private static final String REASON = "reason";

	private static final double NANOS_PER_SECOND = 1e9;

	private final HubStatistics statistics;

	private final DetachedStreams sources;

	// Told on event loops and threads of publishers
	private final List<LongConsumer> openTimers = new CopyOnWriteArrayList<>();

	private final List<LongConsumer> publishTimers = new CopyOnWriteArrayList<>();

	/**
	 * Create a new {@link HubMeters} instance.
	 * @param statistics what the hub counts
	 * @param sources the sources of streams for one caller
	 */
	public HubMeters(HubStatistics statistics, DetachedStreams sources) {
		this.statistics = statistics;
		this.sources = sources;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindConnections(registry);
		bindEvents(registry);
		bindLag(registry);
		bindLog(registry);
		if (this.statistics.journal() != null) {
			new ClusterMeters(this.statistics).bindTo(registry);
		}
		for (SseStreamState state : SseStreamState.values()) {
			Gauge.builder(PREFIX + "sources", this.sources, (sources) -> sources.count(state))
				.description("Sources of streams for one caller")
				.tag("state", value(state))
				.register(registry);
		}
	}

	private void bindConnections(MeterRegistry registry) {
		gauge("connections", "Open streams", HubStatistics::open).register(registry);
		counter("connections.opened", "Streams that have opened", HubStatistics::opened).register(registry);
		for (CloseReason reason : CloseReason.values()) {
			counter("connections.closed", "Streams that were open and have ended",
					(statistics) -> statistics.closed(reason))
				.tag(REASON, value(reason))
				.register(registry);
		}
		for (Limit limit : Limit.values()) {
			counter("connections.refused", "Streams and rooms that a limit has refused",
					(statistics) -> statistics.refused(limit))
				.tag("limit", value(limit))
				.register(registry);
		}
		counter("recheck.failures", "Times that an authorizer failed when it was asked again for a room",
				HubStatistics::recheckFailures)
			.register(registry);
		Timer timer = timer("open", "Time from the request for a stream to its opening block", registry);
		this.openTimers.add((nanos) -> timer.record(nanos, TimeUnit.NANOSECONDS));
		this.statistics.onOpen((nanos) -> this.openTimers.forEach((each) -> each.accept(nanos)));
	}

	private void bindEvents(MeterRegistry registry) {
		counter("events.published", "Events published to rooms", HubStatistics::published).register(registry);
		counter("events.delivered", "Events written to streams, once for each stream",
				(statistics) -> statistics.loops().events())
			.register(registry);
		counter("bytes", "Bytes written to streams", (statistics) -> statistics.loops().bytes())
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		for (SseGap.Reason reason : SseGap.Reason.values()) {
			counter("gaps", "Gaps that clients were told of", (statistics) -> statistics.gaps(reason))
				.tag(REASON, value(reason))
				.register(registry);
		}
		Timer timer = timer("publish", "Time that publishing an event takes", registry);
		this.publishTimers.add((nanos) -> timer.record(nanos, TimeUnit.NANOSECONDS));
		this.statistics.onPublish((nanos) -> this.publishTimers.forEach((each) -> each.accept(nanos)));
	}

	private void bindLag(MeterRegistry registry) {
		gauge("lagging", "Streams that have yet to be sent something", (statistics) -> statistics.loops().lagging())
			.register(registry);
		gauge("lag", "Age of the oldest event that a stream has yet to be sent",
				(statistics) -> statistics.loops().lag().toNanos() / NANOS_PER_SECOND)
			.baseUnit("seconds")
			.register(registry);
		for (int i = 0; i < this.statistics.loops().loops(); i++) {
			int loop = i;
			gauge("loop.busy", "Share of its time in which an event loop has something to do",
					(statistics) -> statistics.loops().busy(loop))
				.tag("loop", String.valueOf(loop + 1))
				.register(registry);
		}
	}

	private void bindLog(MeterRegistry registry) {
		gauge("log.bytes", "Bytes that rooms keep", (statistics) -> statistics.log().bytes()).baseUnit(BaseUnits.BYTES)
			.register(registry);
		gauge("log.entries", "Events that rooms keep", (statistics) -> statistics.log().entries()).register(registry);
		gauge("rooms", "Rooms that have members or keep events", (statistics) -> statistics.log().rooms())
			.register(registry);
		counter("skipped", "Events dropped because event loops did not keep up",
				(statistics) -> statistics.log().skipped())
			.register(registry);
	}

	private Gauge.Builder<HubStatistics> gauge(String name, String description, ToDoubleFunction<HubStatistics> value) {
		return Gauge.builder(PREFIX + name, this.statistics, value).description(description);
	}

	private FunctionCounter.Builder<HubStatistics> counter(String name, String description,
			ToDoubleFunction<HubStatistics> value) {
		return FunctionCounter.builder(PREFIX + name, this.statistics, value).description(description);
	}

	private static Timer timer(String name, String description, MeterRegistry registry) {
		return Timer.builder(PREFIX + name).description(description).register(registry);
	}

	private static String value(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
