package io.github.ssehub.actuate;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.redis.RedisJournal;

/**
 * {@link HealthIndicator} of a node of a cluster: it publishes, and has what others
 * publish.
 */
public final class ClusterHealthIndicator extends AbstractHealthIndicator implements AopInfrastructureBean {

	private final RedisJournal journal;

	/**
	 * Create a new {@link ClusterHealthIndicator} instance.
	 * @param journal the journal of the node
	 */
	public ClusterHealthIndicator(RedisJournal journal) {
		super("Health check of the SSE cluster failed");
		this.journal = journal;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		JournalStatus status = this.journal.status();
		builder.status(status.up() ? "UP" : "DOWN")
			.withDetail("lag", status.lag())
			.withDetail("inFlight", status.inFlight())
			.withDetail("losses", status.losses())
			.withDetail("reconnects", status.reconnects());
		if (status.problem() != null) {
			builder.withException(status.problem());
		}
	}

}
