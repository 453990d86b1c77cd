package io.github.ssehub.redis;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;

/**
 * Runs a journal, and what else a node does in Redis, before the first request comes in
 * and until the last stream has ended.
 */
public final class RedisJournalLifecycle implements SmartLifecycle, AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(RedisJournalLifecycle.class);

	// Before the web server, whose phases are above
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private static final Duration READ_BACK_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

	private final RedisJournal journal;

	private final ClusterNodes nodes;

	private final Runnable preparation;

	// Mutable state
	private volatile boolean running;

	/**
	 * Create a new {@link RedisJournalLifecycle} instance.
	 * @param journal the journal
	 * @param nodes the nodes of the cluster
	 * @param preparation called before the journal runs, to create the log that it feeds
	 * if there is to be one
	 */
	public RedisJournalLifecycle(RedisJournal journal, ClusterNodes nodes, Runnable preparation) {
		this.journal = journal;
		this.nodes = nodes;
		this.preparation = preparation;
	}

	@Override
	public void start() {
		this.running = true;
		this.nodes.start();
		this.preparation.run();
		try {
			if (this.journal.run()) {
				awaitReady();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// A node starts without Redis, too
	private void awaitReady() throws InterruptedException {
		long deadline = System.nanoTime() + READ_BACK_TIMEOUT.toNanos();
		while (!this.journal.awaitReady(CHECK_INTERVAL)) {
			Throwable problem = this.journal.status().problem();
			if (problem != null || System.nanoTime() - deadline > 0) {
				logger.warn(LogMessage
					.format("Clients of event streams are told to come back later until there is Redis: %s", problem));
				return;
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.nodes.stop();
		this.journal.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
