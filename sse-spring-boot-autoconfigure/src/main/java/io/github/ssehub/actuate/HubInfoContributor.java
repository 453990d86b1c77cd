package io.github.ssehub.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.github.ssehub.SseHub;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubStatistics;

/**
 * {@link InfoContributor} that tells which version of the hub runs, and how busy it is.
 * No names and no ids: others may read it.
 */
public final class HubInfoContributor implements InfoContributor, AopInfrastructureBean {

	private final SseHub hub;

	private final HubStatistics statistics;

	private final Drain drain;

	/**
	 * Create a new {@link HubInfoContributor} instance.
	 * @param hub the hub
	 * @param statistics what the hub counts
	 * @param drain ends all streams of the hub
	 */
	public HubInfoContributor(SseHub hub, HubStatistics statistics, Drain drain) {
		this.hub = hub;
		this.statistics = statistics;
		this.drain = drain;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		// None where classes are not those of a jar
		@Nullable String version = SseHub.class.getPackage().getImplementationVersion();
		if (version != null) {
			details.put("version", version);
		}
		details.put("connections", this.statistics.open());
		details.put("rooms", this.hub.rooms().size());
		details.put("loops", this.statistics.loops().loops());
		details.put("draining", this.drain.isStarted());
		builder.withDetail("sse", details);
	}

}
