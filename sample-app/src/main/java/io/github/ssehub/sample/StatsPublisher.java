package io.github.ssehub.sample;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;

/**
 * Publishes server statistics each second, as long as somebody listens.
 */
@Component
@RegisterReflectionForBinding(ServerStatistics.class)
class StatsPublisher {

	private final OperatingSystemMXBean operatingSystem = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private final SseHub hub;

	private final PublishedEvents publishedEvents;

	private final String room;

	private long lastCount;

	private long lastTick = System.nanoTime();

	StatsPublisher(SseHub hub, PublishedEvents publishedEvents, SampleNode node) {
		this.hub = hub;
		this.publishedEvents = publishedEvents;
		this.room = node.room(ServerRooms.STATS);
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void publish() {
		long count = this.publishedEvents.count();
		long tick = System.nanoTime();
		double perSecond = (count - this.lastCount) * 1e9 / Math.max(1, tick - this.lastTick);
		this.lastCount = count;
		this.lastTick = tick;
		if (!this.hub.connections(this.room).isEmpty()) {
			this.hub.broadcastAsync(this.room, conflated(measure(count, perSecond)));
		}
	}

	// Whoever was away or is slow gets the newest statistics only, and has missed nothing
	private SseEvent conflated(ServerStatistics statistics) {
		return SseEvent.builder().event("stats").key("stats").data(statistics).build();
	}

	private ServerStatistics measure(long published, double publishedPerSecond) {
		MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
		long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		return new ServerStatistics(System.currentTimeMillis(), uptime, heap.getUsed(),
				Math.max(heap.getMax(), heap.getCommitted()), share(this.operatingSystem.getProcessCpuLoad()),
				share(this.operatingSystem.getCpuLoad()), threads, gcTime(), this.hub.connections().size(),
				this.hub.rooms().size(), published, Math.round(publishedPerSecond * 10) / 10.0);
	}

	private double share(double load) {
		// Negative or NaN as long as the JVM does not know
		return (load > 0) ? Math.round(load * 1000) / 1000.0 : 0;
	}

	private long gcTime() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.mapToLong(GarbageCollectorMXBean::getCollectionTime)
			.filter((time) -> time > 0)
			.sum();
	}

}
