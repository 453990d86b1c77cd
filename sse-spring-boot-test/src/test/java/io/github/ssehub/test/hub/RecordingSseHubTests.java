package io.github.ssehub.test.hub;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.SseUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecordingSseHubTests {

	private final RecordingSseHub hub = new RecordingSseHub();

	@Test
	void shouldRememberBroadcasts() {
		Object data = new Object();
		String id = this.hub.broadcast("a", "named", data);
		this.hub.broadcast(List.of("a", "b"), SseEvent.builder().id("mine").data("x").key("k").build());
		this.hub.broadcastAsync("*", "async").toCompletableFuture().join();
		assertThat(this.hub.broadcasts()).hasSize(3);
		assertThat(this.hub.broadcasts("a")).hasSize(2);
		RecordedBroadcast first = this.hub.broadcasts().get(0);
		assertThat(first.data()).isSameAs(data);
		assertThat(first.name()).isEqualTo("named");
		assertThat(first.id()).isEqualTo(id).matches("[0-9a-z]+-[0-9a-z]+");
		assertThat(first.isAfterCommit()).isFalse();
		RecordedBroadcast second = this.hub.broadcasts("b").get(0);
		assertThat(second.id()).isEqualTo("mine");
		assertThat(second.rooms()).containsExactly("a", "b");
		assertThat(second.event().key()).isEqualTo("k");
		assertThat(this.hub.broadcasts("*")).singleElement()
			.satisfies((broadcast) -> assertThat(this.hub.position()).isEqualTo(broadcast.id()).isNotEqualTo(id));
		assertThat(this.hub.rooms()).containsExactlyInAnyOrder("a", "b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "\u0001", "\ud800" })
	void shouldRefuseRoomsAsAHubDoes(String room) {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.hub.broadcast(room, "x"));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.hub.close(room));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.hub.connect("1", room));
	}

	@Test
	void shouldRefuseWhatAHubRefuses() {
		shouldRefuse(() -> this.hub.broadcast("r".repeat(129), "x"));
		shouldRefuse(() -> this.hub.broadcast(List.of(), "x"));
		shouldRefuse(() -> this.hub.broadcast(Arrays.asList("a", null), "x"));
		shouldRefuse(() -> this.hub.broadcast((String) null, "x"));
		shouldRefuse(() -> this.hub.broadcast("a", (Object) null));
		shouldRefuse(() -> this.hub.broadcast("a", "sse-mine", "x"));
		shouldRefuse(() -> this.hub.broadcast("a", "name", SseEvent.of("x")));
		shouldRefuse(() -> this.hub.broadcast("a", SseEvent.builder().id(this.hub.position()).build()));
		shouldRefuse(() -> this.hub.afterCommit().broadcast("", "x"));
		shouldRefuse(() -> this.hub.broadcastAsync("", "x"));
		shouldRefuse(() -> this.hub.close("*"));
		shouldRefuse(() -> this.hub.connect("1").join("*"));
		shouldRefuse(() -> this.hub.connect("1"));
		shouldRefuse(() -> this.hub.send("1", (SseEvent) null));
		shouldRefuse(() -> this.hub.sendToUser(null, "x"));
		shouldRefuse(() -> this.hub.disconnectUser(null));
		shouldRefuse(() -> this.hub.open(null));
		assertThat(this.hub).hasNoBroadcasts();
		assertThat(this.hub.sends()).isEmpty();
	}

	private static void shouldRefuse(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call);
	}

	@Test
	void shouldFailWhenTold() {
		this.hub.failBroadcasts(new SseUnavailableException("Down", new IOException("Redis is gone")));
		assertThatExceptionOfType(SseUnavailableException.class).isThrownBy(() -> this.hub.broadcast("a", "x"));
		shouldRefuse(() -> this.hub.broadcast("", "x"));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.hub.broadcastAsync("a", "x").toCompletableFuture().join())
			.withCauseInstanceOf(SseUnavailableException.class);
		this.hub.failBroadcasts(null);
		this.hub.broadcast("a", "x");
		assertThat(this.hub).hasBroadcasts(1);
	}

	@Test
	void shouldPublishWhatIsCommitted() {
		TransactionTemplate transaction = new TransactionTemplate(new NoTransactions());
		transaction.executeWithoutResult((status) -> {
			String position = this.hub.position();
			assertThat(this.hub.afterCommit().broadcast("a", "committed")).isEqualTo(position);
			assertThat(this.hub).hasNoBroadcasts();
		});
		assertThat(this.hub.broadcasts()).singleElement().matches(RecordedBroadcast::isAfterCommit);
		transaction.executeWithoutResult((status) -> {
			this.hub.afterCommit().broadcast("a", "rolled back");
			status.setRollbackOnly();
		});
		assertThat(this.hub).hasBroadcast("a", "committed").hasBroadcasts(1);
		this.hub.afterCommit().broadcast("a", "without");
		assertThat(this.hub).hasBroadcasts(2);
	}

	@Test
	void shouldNotPublishWhatANestedTransactionTakesBack() {
		new TransactionTemplate(new NoTransactions()).executeWithoutResult((status) -> {
			this.hub.afterCommit().broadcast("a", "kept");
			Object savepoint = new Object();
			TransactionSynchronizationManager.getSynchronizations().forEach((each) -> each.savepoint(savepoint));
			this.hub.afterCommit().broadcast("a", "taken back");
			TransactionSynchronizationManager.getSynchronizations()
				.forEach((each) -> each.savepointRollback(savepoint));
		});
		assertThat(this.hub).hasBroadcast("a", "kept").hasBroadcasts(1);
	}

	@Test
	void shouldNotFailWhoeverHasCommitted() {
		this.hub.failBroadcasts(new SseUnavailableException("away", null));
		new TransactionTemplate(new NoTransactions())
			.executeWithoutResult((status) -> this.hub.afterCommit().broadcast("a", "lost"));
		assertThat(this.hub).hasNoBroadcasts();
	}

	@Test
	void shouldHaveConnections() {
		RecordingSseConnection ann = this.hub.connect("1", "a", "b").user("ann").path("/x").parameter("q", "1");
		RecordingSseConnection bob = this.hub.connect("2", "b").user("bob").lastEventId("7");
		assertThat(this.hub.connections("b")).containsExactly(ann, bob);
		assertThat(this.hub.connections("*")).hasSize(2);
		assertThat(this.hub.connection("1")).isSameAs(ann);
		assertThat(ann.parameters()).containsEntry("q", List.of("1"));
		assertThat(bob.lastEventId()).isEqualTo("7");
		this.hub.broadcast(List.of("a", "b"), "both");
		this.hub.broadcast("*", "all");
		assertThat(this.hub.send("2", "x", "direct")).isTrue();
		assertThat(this.hub.send("3", "nobody")).isFalse();
		assertThat(this.hub.sendToUser("ann", "to ann")).isOne();
		assertThat(this.hub.sendToUser("carol", "to carol")).isZero();
		assertThat(ann.received()).extracting(SseEvent::data).containsExactly("both", "all", "to ann");
		assertThat(bob.received()).extracting(SseEvent::data).containsExactly("both", "all", "direct");
		assertThat(this.hub.sends()).extracting(RecordedSend::accepted).containsExactly(1, 0, 1, 0);
	}

	@Test
	void shouldCloseRoomsAndDisconnect() {
		RecordingSseConnection ann = this.hub.connect("1", "a", "b").user("ann");
		RecordingSseConnection bob = this.hub.connect("2", "b");
		this.hub.broadcast("b", "x");
		this.hub.close("b");
		assertThat(bob.isOpen()).isFalse();
		assertThat(ann.rooms()).containsExactly("a");
		assertThat(this.hub.rooms()).containsExactly("a");
		assertThat(this.hub.connections()).containsExactly(ann);
		assertThat(bob.send("late")).isFalse();
		assertThat(this.hub.disconnectUser("ann")).isOne();
		assertThat(this.hub.connections()).isEmpty();
		assertThat(this.hub).hasClosed("b").hasDisconnected("ann");
		ann.join("a");
		assertThat(ann.rooms()).isEmpty();
	}

	@Test
	void shouldJoinAndLeave() {
		RecordingSseConnection ann = this.hub.connect("1", "a");
		ann.join("b");
		ann.leave("a");
		assertThat(ann.rooms()).containsExactly("b");
		ann.leave(SseHub.ALL);
		assertThat(ann.rooms()).isEmpty();
		assertThat(ann.isIn(SseHub.ALL)).isTrue();
		assertThat(ann.isOpen()).isTrue();
	}

	@Test
	void shouldRememberSubscriptions() {
		SseSubscription subscription = SseSubscription.to("a");
		assertThat(this.hub.open(subscription)).isNotNull();
		assertThat(this.hub.subscriptions()).containsExactly(subscription);
	}

	@Test
	void shouldForget() {
		this.hub.connect("1", "a");
		this.hub.broadcast("a", "x");
		this.hub.close("a");
		this.hub.clear();
		assertThat(this.hub).hasNoBroadcasts();
		assertThat(this.hub.connections()).isEmpty();
		assertThat(this.hub.closedRooms()).isEmpty();
		assertThat(this.hub.rooms()).isEmpty();
	}

	@Test
	void shouldVerify() {
		tell();
		assertThat(this.hub).hasBroadcast("a")
			.hasBroadcast("a", "text")
			.hasBroadcast("a", "named", List.of(1))
			.hasBroadcast("b", new byte[] { 1 })
			.hasBroadcastNamed("a", "named")
			.hasBroadcasts(3)
			.hasNoBroadcasts("c")
			.hasSentToUser("ann", "hi", "x")
			.hasSent("7", null, "y")
			.hasClosed("b")
			.hasDisconnected("ann");
	}

	@Test
	void shouldTellWhatItWasTold() {
		tell();
		shouldFail(() -> assertThat(this.hub).hasBroadcast("c"), "a broadcast to c");
		shouldFail(() -> assertThat(this.hub).hasBroadcast("a", "other"), "a broadcast to a: unnamed other");
		shouldFail(() -> assertThat(this.hub).hasBroadcast("a", "named", List.of()), "a broadcast to a: named []");
		shouldFail(() -> assertThat(this.hub).hasBroadcastNamed("a", "other"), "a broadcast to a: other");
		shouldFail(() -> assertThat(this.hub).hasBroadcasts(1), "1 broadcast");
		shouldFail(() -> assertThat(this.hub).hasNoBroadcasts(), "no broadcast");
		shouldFail(() -> assertThat(this.hub).hasNoBroadcasts("a"), "no broadcast to a");
		shouldFail(() -> assertThat(this.hub).hasSentToUser("ann", "hi", "y"), "an event sent to user ann: hi y");
		shouldFail(() -> assertThat(this.hub).hasSent("7", "n", "y"), "an event sent to connection 7: n y");
		shouldFail(() -> assertThat(this.hub).hasClosed("a"), "room a closed");
		shouldFail(() -> assertThat(this.hub).hasDisconnected("bob"), "user bob disconnected");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(new RecordingSseHub()).hasBroadcast("a"))
			.withMessageEndingWith("    nothing");
	}

	private void tell() {
		this.hub.broadcast("a", "text");
		this.hub.afterCommit().broadcast("a", "named", List.of(1));
		this.hub.broadcast("b", new byte[] { 1 });
		this.hub.sendToUser("ann", "hi", "x");
		this.hub.send("7", "y");
		this.hub.close("b");
		this.hub.disconnectUser("ann");
	}

	private void shouldFail(ThrowingCallable assertion, String expected) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageStartingWith("Expected " + expected + ", but the hub was told:")
			.withMessageContainingAll("    broadcast to [a]: unnamed text\n",
					"    broadcast to [a]: named [1] (after commit)\n", "    sent to user ann, accepted by 0: hi x\n",
					"    sent to connection 7, accepted by 0: unnamed y\n", "    room b closed\n",
					"    user ann disconnected");
	}

	/**
	 * Transactions of nothing.
	 */
	private static final class NoTransactions extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
