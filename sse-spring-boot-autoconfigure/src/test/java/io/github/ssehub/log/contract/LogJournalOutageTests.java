package io.github.ssehub.log.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogJournal.Reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is seen of an engine that is away, late or behind broken connections, and keeps
 * what it has acknowledged: no node loses or doubles anything.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class LogJournalOutageTests {

	// For publishers that are to wait until all is well again
	static final Duration PATIENT = Duration.ofSeconds(60);

	static final Duration IMPATIENT = Duration.ofSeconds(1);

	private JournalEngine engine;

	private JournalCluster cluster;

	/**
	 * Create an engine that has nothing in it.
	 * @return the engine, which is closed after the test
	 * @throws Exception if it does not start
	 */
	protected abstract JournalEngine createEngine() throws Exception;

	@BeforeEach
	final void startEngine() throws Exception {
		this.engine = createEngine();
		this.cluster = new JournalCluster(this.engine);
	}

	@AfterEach
	final void stopEngine() {
		try (JournalEngine closed = this.engine) {
			this.cluster.stop();
		}
	}

	final JournalEngine engine() {
		return this.engine;
	}

	final JournalCluster cluster() {
		return this.cluster;
	}

	final JournalNode start(Duration publishTimeout) {
		JournalNode node = this.cluster.start(publishTimeout);
		this.cluster.awaitUp();
		return node;
	}

	final String id(long sequence) {
		return this.cluster.ids.format(sequence);
	}

	final void assertSeen(JournalNode node, String... names) {
		JournalCluster.await().untilAsserted(() -> assertThat(node.seen()).containsExactly(names));
	}

	static <T> FutureTask<T> run(Callable<T> action) {
		FutureTask<T> task = new FutureTask<>(action);
		Thread thread = new Thread(task, "publisher");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	// lettuce 1310: what was on its way when a connection broke is sent again
	@Test
	void connectionsThatAreCutShouldNeitherLoseNorDoubleRecords() throws Exception {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		JournalLoad load = new JournalLoad(this.cluster, List.of(a, b));
		for (int i = 0; i < 5; i++) {
			load.awaitMore(50);
			this.engine.cut();
		}
		assertThat(load.stop()).as("records that were not acknowledged").isZero();
		this.cluster.verify();
		assertThat(List.of(a, b)).allMatch((node) -> node.losses() == 0);
	}

	@Test
	void engineThatIsKilledShouldNeitherLoseNorDoubleRecords() throws Exception {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		JournalLoad load = new JournalLoad(this.cluster, List.of(a, b));
		for (int i = 0; i < 3; i++) {
			load.awaitMore(50);
			this.engine.kill();
			this.engine.restart();
		}
		load.awaitMore(50);
		assertThat(load.stop()).as("records that were not acknowledged").isZero();
		this.cluster.verify();
		assertThat(List.of(a, b)).allMatch((node) -> node.losses() == 0);
	}

	@Test
	void engineThatIsFrozenForAMomentShouldOnlyBeLate() throws Exception {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		this.engine.freeze();
		FutureTask<Long> published = run(() -> this.cluster.publish(a, "late"));
		JournalCluster.await().until(() -> a.status().inFlight() == 1);
		assertThat(published).isNotDone();
		this.engine.unfreeze();
		published.get(60, TimeUnit.SECONDS);
		this.cluster.publish(b, "after");
		assertSeen(a, "late", "after");
		assertSeen(b, "late", "after");
	}

	// lettuce 1426: the publisher was told that it failed, and then it was carried out
	@Test
	void engineThatIsFrozenShouldLeavePublishersInDoubtAndDoubleNothing() {
		JournalNode a = start(IMPATIENT);
		JournalNode b = start(IMPATIENT);
		long before = this.cluster.publish(a, "before");
		this.engine.freeze();
		assertDoubtful(a);
		JournalCluster.await().until(() -> !a.status().up());
		assertThat(a.journal.reach(id(before))).isEqualTo(Reach.HERE);
		assertThat(a.journal.reach(id(before + 1))).as("may have been given out").isEqualTo(Reach.LATER);
		this.engine.unfreeze();
		this.cluster.verify();
		assertThat(a.seen()).isSubsetOf("before", "doubtful").isEqualTo(b.seen());
	}

	// spring-data-redis 2833, socket.io-redis-streams-adapter 32, nchan 371 and 442,
	// centrifugo 1189: deaf for good after a restart, or after a connection was refused
	@Test
	void engineThatIsGoneShouldMakePublishingUnavailableUntilItIsBack() {
		JournalNode a = start(IMPATIENT);
		JournalNode b = start(IMPATIENT);
		long before = this.cluster.publish(a, "before");
		this.engine.kill();
		assertDoubtful(a);
		JournalCluster.await().until(() -> !a.status().up() && !b.status().up());
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.cluster.publish(a, "lost"));
		assertThat(a.journal.reach(id(before))).isEqualTo(Reach.HERE);
		assertThat(b.journal.reach(id(before + 1))).as("cannot be told").isEqualTo(Reach.LATER);
		this.engine.restart();
		this.cluster.awaitUp();
		this.cluster.verify();
		assertThat(a.seen()).isSubsetOf("before", "doubtful").isEqualTo(b.seen());
	}

	@Test
	void nodeThatStartsWithoutEngineShouldHaveClientsComeBackLater() {
		JournalNode a = start(IMPATIENT);
		long before = this.cluster.publish(a, "before");
		this.engine.kill();
		JournalNode b = this.cluster.start(IMPATIENT);
		assertThat(b.journal.isReady()).isFalse();
		assertThat(b.journal.reach(id(before))).isEqualTo(Reach.LATER);
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.cluster.publish(b, "lost"));
		this.engine.restart();
		this.cluster.awaitUp();
		assertThat(b.journal.reach(id(before))).isEqualTo(Reach.HERE);
		this.cluster.verify();
	}

	// centrifuge PR 592: nobody notices that a peer is silent. lettuce 1426: what was
	// sent
	// before arrives when the publisher has long given it up, and sent others
	@Test
	void connectionsThatFallSilentShouldBeLeft() {
		JournalNode a = start(IMPATIENT);
		JournalNode b = start(IMPATIENT);
		this.engine.stall();
		assertDoubtful(a);
		this.cluster.settle(a);
		this.cluster.settle(b);
		this.engine.deliver();
		this.cluster.verify();
		assertThat(a.seen()).isSubsetOf("doubtful").isEqualTo(b.seen());
	}

	private void assertDoubtful(JournalNode node) {
		assertThatExceptionOfType(RuntimeException.class).as("it may have been on its way")
			.isThrownBy(() -> this.cluster.publish(node, "doubtful"))
			.isInstanceOfAny(SseUnavailableException.class, SsePublishUncertainException.class);
	}

	// spring-data-redis 1809: a read that waits for longer than a command may take
	@Test
	void engineThatIsQuietShouldNotLoseItsConnections() {
		JournalNode a = start(IMPATIENT);
		AtomicLong reconnects = new AtomicLong();
		JournalCluster.await().during(IMPATIENT.multipliedBy(2)).until(() -> {
			long now = a.status().reconnects();
			return reconnects.getAndSet(now) == now && a.status().up();
		});
		this.cluster.publish(a, "after");
		assertSeen(a, "after");
	}

}
