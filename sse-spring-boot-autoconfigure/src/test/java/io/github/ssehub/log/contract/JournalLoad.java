package io.github.ssehub.log.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many publishers on several nodes, with ids that are asked for meanwhile.
 */
final class JournalLoad {

	private static final int PUBLISHERS = 3;

	// How many a publisher that does not wait has on their way
	private static final int WINDOW = 20;

	private final JournalCluster cluster;

	private final List<FutureTask<Void>> publishers = new ArrayList<>();

	private final AtomicInteger acknowledged = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean stopped;

	JournalLoad(JournalCluster cluster, List<JournalNode> nodes) {
		this.cluster = cluster;
		for (int i = 0; i < nodes.size(); i++) {
			JournalNode node = nodes.get(i);
			for (int j = 0; j < PUBLISHERS; j++) {
				String name = "publisher-" + i + "-" + j + "#";
				start((number) -> publish(node, name, number));
			}
			String name = "window-" + i + "#";
			start((number) -> publishSome(node, name, number));
		}
	}

	private void start(Turn turn) {
		FutureTask<Void> task = new FutureTask<>(() -> {
			for (int number = 0; !this.stopped; number++) {
				turn.take(number);
			}
			return null;
		});
		this.publishers.add(task);
		Thread thread = new Thread(task, "publisher");
		thread.setDaemon(true);
		thread.start();
	}

	private void publish(JournalNode node, String prefix, int number) {
		String name = prefix + number;
		try {
			LogRecord record = (number % 5 == 4) ? new LogRecord.CloseRoom(name) : this.cluster.event(name);
			long sequence = this.cluster.publish(node, name, record);
			assertThat(node.journal.reach(this.cluster.ids.format(sequence))).isNotNull();
			this.acknowledged.incrementAndGet();
		}
		catch (SseUnavailableException | SsePublishUncertainException ex) {
			this.failures.incrementAndGet();
		}
	}

	private void publishSome(JournalNode node, String prefix, int turn) {
		List<CompletableFuture<Long>> results = new ArrayList<>();
		for (int i = 0; i < WINDOW; i++) {
			results.add(this.cluster.publishAsync(node, prefix + (turn * WINDOW + i)));
		}
		for (CompletableFuture<Long> result : results) {
			Throwable failure = result.handle((sequence, thrown) -> (thrown != null) ? thrown.getCause() : null).join();
			assertThat(failure).matches((thrown) -> thrown == null || thrown instanceof SseUnavailableException
					|| thrown instanceof SsePublishUncertainException, "tells what became of the record");
			((failure != null) ? this.failures : this.acknowledged).incrementAndGet();
		}
	}

	void awaitMore(int count) {
		int before = this.acknowledged.get();
		JournalCluster.await().until(() -> {
			assertThat(this.publishers).noneMatch(FutureTask::isDone);
			return this.acknowledged.get() > before + count;
		});
	}

	// Returns how many were not acknowledged
	int stop() throws Exception {
		this.stopped = true;
		for (FutureTask<Void> publisher : this.publishers) {
			publisher.get(60, TimeUnit.SECONDS);
		}
		return this.failures.get();
	}

	@FunctionalInterface
	private interface Turn {

		void take(int number);

	}

}
