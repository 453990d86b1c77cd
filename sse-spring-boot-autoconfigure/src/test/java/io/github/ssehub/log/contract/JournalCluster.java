package io.github.ssehub.log.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.contract.RecordingTarget.Step;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes over one engine, and what became of all that was published.
 */
final class JournalCluster {

	static final String SETTLING = "settling#";

	final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final JournalEngine engine;

	private final List<JournalNode> nodes = new ArrayList<>();

	private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

	private final Set<String> unavailable = ConcurrentHashMap.newKeySet();

	private final AtomicInteger settlings = new AtomicInteger();

	JournalCluster(JournalEngine engine) {
		this.engine = engine;
	}

	JournalNode start(Duration publishTimeout) {
		JournalNode node = new JournalNode(this.engine, this.ids, publishTimeout);
		this.nodes.add(node);
		return node;
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10));
	}

	void awaitUp() {
		await().until(() -> this.nodes.stream()
			.filter(JournalNode::isRunning)
			.allMatch((node) -> node.journal.isReady() && node.status().up()));
	}

	LogRecord event(String name) {
		return new LogRecord.Broadcast(List.of(name, JournalNode.ALL),
				this.encoder.encode(SseEvent.builder().event(name).data("").build()));
	}

	long publish(JournalNode node, String name) {
		return publish(node, name, event(name));
	}

	long publish(JournalNode node, String name, LogRecord record) {
		try {
			long sequence = node.journal.append(record);
			acknowledged(name, sequence);
			return sequence;
		}
		catch (SseUnavailableException ex) {
			this.unavailable.add(name);
			throw ex;
		}
	}

	CompletableFuture<Long> publishAsync(JournalNode node, String name) {
		return node.journal.appendAsync(event(name)).whenComplete((sequence, failure) -> {
			if (sequence != null) {
				acknowledged(name, sequence);
			}
			else if (failure instanceof SseUnavailableException) {
				this.unavailable.add(name);
			}
		});
	}

	private void acknowledged(String name, long sequence) {
		String other = this.acknowledged.put(sequence, name);
		assertThat(other).as("record with the same sequence as " + name).isNull();
	}

	// Until it is acknowledged, each time under another name
	long settle(JournalNode node) {
		return await().until(() -> {
			try {
				return publish(node, SETTLING + this.settlings.incrementAndGet());
			}
			catch (SseUnavailableException | SsePublishUncertainException ex) {
				return -1L;
			}
		}, (sequence) -> sequence > 0);
	}

	/**
	 * Wait until all nodes that run have everything, and look at what became of it:
	 * whatever has happened, what was acknowledged or came to any node has come to each,
	 * once and in one order, or was told there to be lost.
	 */
	void verify() {
		List<JournalNode> running = this.nodes.stream().filter(JournalNode::isRunning).toList();
		long last = running.stream().mapToLong(this::settle).max().orElseThrow();
		await().until(() -> running.stream().allMatch((node) -> node.target.head() >= last));
		Map<Long, String> all = new HashMap<>(this.acknowledged);
		for (JournalNode node : running) {
			for (Step step : node.target.steps()) {
				String other = step.isLoss() ? null : all.put(step.sequence(), step.name());
				assertThat(other).as("record with sequence " + step.sequence())
					.isIn(null, step.isLoss() ? null : step.name());
			}
		}
		assertThat(all.values()).filteredOn(this.unavailable::contains)
			.as("records that were certainly not published")
			.isEmpty();
		running.forEach((node) -> verify(node, all));
	}

	private static void verify(JournalNode node, Map<Long, String> all) {
		Map<Long, String> missing = new HashMap<>(all);
		// The last number of each publisher. What was before a loss is over
		Map<String, Integer> numbers = new HashMap<>();
		long last = -1;
		for (Step step : node.target.steps()) {
			if (step.isLoss()) {
				assertThat(step.sequence()).as("end of what is lost").isGreaterThanOrEqualTo(last);
				missing.keySet().removeIf((sequence) -> sequence <= step.sequence());
				numbers.clear();
			}
			else {
				assertThat(step.sequence()).as("sequence of " + step.name()).isGreaterThan(last);
				missing.remove(step.sequence());
				String[] name = step.name().split("#");
				int number = (name.length > 1) ? Integer.parseInt(name[1]) : 0;
				Integer before = numbers.put(name[0], number);
				assertThat(number).as(step.name() + " comes once, and in the order of its publisher")
					.isGreaterThan((before != null) ? before : -1);
			}
			last = step.sequence();
		}
		assertThat(missing).as("records that have not come, of which no loss was told").isEmpty();
	}

	void stop() {
		this.nodes.stream().filter(JournalNode::isRunning).forEach(JournalNode::stop);
	}

}
