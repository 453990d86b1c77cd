package io.github.ssehub.actuate;

import java.time.Duration;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.github.ssehub.delivery.LoopStatistics;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.log.LogStatistics;

/**
 * {@link HealthIndicator} of a hub: its event loops turn, and its log is within its
 * limits. A loop has something to do each second; one that does not get to it is blocked,
 * by a filter of the application for example.
 */
public final class HubHealthIndicator extends AbstractHealthIndicator implements AopInfrastructureBean {

	/**
	 * For how long a loop may do nothing.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(10);

	private final HubStatistics statistics;

	private final Duration patience;

	/**
	 * Create a new {@link HubHealthIndicator} instance.
	 * @param statistics what the hub counts
	 * @param patience for how long a loop may do nothing
	 */
	public HubHealthIndicator(HubStatistics statistics, Duration patience) {
		super("Health check of the SSE hub failed");
		this.statistics = statistics;
		this.patience = patience;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		LoopStatistics loops = this.statistics.loops();
		int blocked = 0;
		for (int i = 0; i < loops.loops(); i++) {
			if (loops.silence(i).compareTo(this.patience) > 0) {
				blocked++;
			}
		}
		LogStatistics log = this.statistics.log();
		builder.status((blocked == 0 && log.bytes() <= log.limit()) ? "UP" : "DOWN")
			.withDetail("connections", this.statistics.open())
			.withDetail("loops", loops.loops())
			.withDetail("blockedLoops", blocked)
			.withDetail("logBytes", log.bytes())
			.withDetail("logLimit", log.limit());
	}

}
