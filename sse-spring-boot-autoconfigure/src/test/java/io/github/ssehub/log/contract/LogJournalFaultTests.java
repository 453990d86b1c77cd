package io.github.ssehub.log.contract;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogJournal.Reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every journal with an engine between nodes promises when that fails: what was
 * acknowledged comes to each node once and in one order, or each is told that it is lost.
 * Each test names the faults of others that it stands for.
 */
public abstract class LogJournalFaultTests extends LogJournalOutageTests {

	private static final String LOST = JournalNode.LOST;

	// centrifugo 664: a failover loses the end. SignalR 3091: the counter goes back with
	// it
	@Test
	void lossOfTheEndShouldBeToldOnceOnEveryNode() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		cluster().publish(a, "kept");
		engine().remember();
		long forgotten = cluster().publish(a, "forgotten");
		assertSeen(b, "kept", "forgotten");
		engine().rollBack();
		assertSeen(a, "kept", "forgotten", LOST);
		assertSeen(b, "kept", "forgotten", LOST);
		assertThat(cluster().publish(b, "after")).as("sequences are given out once").isGreaterThan(forgotten);
		assertSeen(a, "kept", "forgotten", LOST, "after");
		assertSeen(b, "kept", "forgotten", LOST, "after");
		cluster().verify();
	}

	// The others go on with a history in which nothing seems to be missing
	@Test
	void lossOfWhatOnlyOneNodeHadShouldBeToldOnceOnEveryNode() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		cluster().publish(b, "kept");
		assertSeen(a, "kept");
		b.stop();
		engine().remember();
		cluster().publish(a, "forgotten");
		a.stop();
		engine().rollBack();
		b.run();
		cluster().publish(b, "new");
		a.run();
		JournalCluster.await().until(() -> a.losses() > 0 && b.losses() > 0);
		cluster().publish(b, "after");
		cluster().verify();
		assertThat(a.seen()).startsWith("kept", "forgotten", LOST).endsWith("after");
		assertThat(b.seen()).startsWith("kept").containsOnlyOnce("new").endsWith("after");
		assertThat(List.of(a, b)).as("told once").allMatch((node) -> node.losses() == 1);
	}

	// centrifugo 888: the state of the engine is evicted
	@Test
	void lossOfAllShouldBeToldOnceOnEveryNode() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		long before = cluster().publish(a, "before");
		assertSeen(b, "before");
		engine().loseAll();
		assertSeen(a, "before", LOST);
		assertSeen(b, "before", LOST);
		assertThat(cluster().publish(b, "after")).as("sequences are given out once").isGreaterThan(before);
		assertSeen(a, "before", LOST, "after");
		assertSeen(b, "before", LOST, "after");
		cluster().verify();
	}

	// SignalR 838: a stale cursor is valid again once there are as many new messages.
	// centrifuge-go PR 159: a client recovers from another stream than the one it had
	@Test
	void idsOfALostHistoryShouldNeverBeGoodAgain() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(id(cluster().publish(a, "before#" + i)));
		}
		engine().loseAll();
		JournalCluster.await().until(() -> a.losses() == 1);
		for (int i = 0; i < 10; i++) {
			cluster().publish(a, "after#" + i);
		}
		cluster().verify();
		for (String id : ids) {
			assertThat(b.journal.reach(id)).isNotEqualTo(Reach.LATER);
			assertThat(b.resume(id)).as("told a gap").startsWith(LOST, "after#0");
		}
	}

	@Test
	void nodeThatFallsBehindWhatIsKeptShouldBeToldOfALossAndNoOther() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		cluster().publish(a, "before");
		assertSeen(b, "before");
		b.stop();
		for (int i = 0; i < 5; i++) {
			cluster().publish(a, "trimmed#" + i);
		}
		cluster().publish(a, "kept");
		engine().trim(1);
		b.run();
		assertSeen(b, "before", LOST, "kept");
		cluster().verify();
		assertThat(a.losses()).isZero();
	}

	@Test
	void recordThatCannotBeReadShouldBeToldAsLostAndNotStopTheJournal() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		cluster().publish(a, "before");
		engine().garble();
		assertSeen(a, "before", LOST);
		assertSeen(b, "before", LOST);
		cluster().publish(b, "after");
		assertSeen(a, "before", LOST, "after");
		assertSeen(b, "before", LOST, "after");
		cluster().verify();
	}

	// socket.io-redis-streams-adapter 26: cut before the first message. 27: back on
	// another
	// node. 39 and 48: the same once more
	@Test
	void idsShouldBeGoodOnEveryNodeAgainAndAgain() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		long first = cluster().publish(a, "1");
		long last = cluster().publish(a, "2");
		assertThat(b.journal.reach(id(last))).as("may not have come yet").isNotEqualTo(Reach.BEYOND);
		JournalCluster.await().until(() -> b.journal.reach(id(last)) == Reach.HERE);
		assertThat(b.resume(id(first - 1))).containsExactly("1", "2");
		assertThat(b.resume(id(first))).containsExactly("2");
		assertThat(b.resume(id(first))).containsExactly("2");
		assertThat(b.resume(id(last))).isEmpty();
		cluster().publish(b, "3");
		assertSeen(a, "1", "2", "3");
		assertThat(a.resume(id(last))).containsExactly("3");
	}

	// mercure 704: a client with such an id waits for ever
	@Test
	void idsThatNobodyHasGivenOutShouldBeBeyond() {
		JournalNode a = start(PATIENT);
		long last = cluster().publish(a, "last");
		assertThat(a.journal.reach(id(last + 1))).isEqualTo(Reach.BEYOND);
		assertThat(a.journal.reach(id(Long.MAX_VALUE / 2))).isEqualTo(Reach.BEYOND);
	}

	@Test
	void nodeThatStartsLaterShouldHaveWhatIsKept() {
		JournalNode a = start(PATIENT);
		long first = cluster().publish(a, "before#0");
		for (int i = 1; i < 20; i++) {
			cluster().publish(a, "before#" + i);
		}
		JournalNode b = start(PATIENT);
		cluster().publish(b, "after");
		cluster().verify();
		assertThat(b.seen()).isEqualTo(a.seen()).doesNotContain(LOST);
		assertThat(b.journal.reach(id(first))).isEqualTo(Reach.HERE);
	}

	@Test
	void nodeThatStopsAndStartsShouldHaveWhatWasPublishedMeanwhile() {
		JournalNode a = start(PATIENT);
		JournalNode b = start(PATIENT);
		cluster().publish(b, "before");
		b.stop();
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> cluster().publish(b, "lost"));
		cluster().publish(a, "meanwhile");
		assertThat(b.seen()).containsExactly("before");
		b.run();
		cluster().publish(b, "after");
		assertSeen(b, "before", "meanwhile", "after");
		assertSeen(a, "before", "meanwhile", "after");
		cluster().verify();
	}

	// centrifuge PR 439: publishing and recovery wait for each other, here with all the
	// rest
	@Test
	void promisesShouldHoldWhateverHappens() throws Exception {
		JournalNode a = start(IMPATIENT);
		JournalNode b = start(IMPATIENT);
		JournalLoad load = new JournalLoad(cluster(), List.of(a, b));
		List<Runnable> faults = List.of(engine()::remember, engine()::cut, () -> {
			engine().freeze();
			engine().unfreeze();
		}, engine()::rollBack, engine()::stall, () -> {
			engine().kill();
			engine().restart();
		}, engine()::deliver, engine()::garble, engine()::loseAll, engine()::cut);
		for (Runnable fault : faults) {
			load.awaitMore(50);
			playIfPossible(fault);
		}
		load.awaitMore(50);
		load.stop();
		cluster().verify();
	}

	private static void playIfPossible(Runnable fault) {
		try {
			fault.run();
		}
		catch (TestAbortedException ex) {
			// There are others
		}
	}

}
