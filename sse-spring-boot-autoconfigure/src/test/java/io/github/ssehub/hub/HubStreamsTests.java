package io.github.ssehub.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseConnectionClosedEvent;
import io.github.ssehub.SseConnectionOpenedEvent;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomLimitException;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.TestHub.TestStream;
import io.github.ssehub.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

class HubStreamsTests {

	private final TestHub test = new TestHub();

	private final HubConnection connection = this.test.connect("ann");

	@AfterEach
	void stop() {
		this.test.stop();
	}

	@Test
	void shouldOpenAtPositionOfTheHub() {
		String id = this.test.hub.broadcast("a", "before");
		assertThat(open(SseSubscription.to("a"))).isEqualTo("retry: 3000\nid: " + id + "\n\n");
	}

	@Test
	void shouldTellRetryOfTheSubscription() {
		assertThat(open(SseSubscription.to("a").retry(Duration.ofMillis(5)))).startsWith("retry: 5\n");
	}

	@Test
	void shouldTakeAttributesOfTheSubscription() {
		open(SseSubscription.to("a").attribute("key", 42));
		assertThat(this.connection.attributes()).containsEntry("key", 42);
	}

	@Test
	void shouldApplyFilterOfTheSubscription() {
		TestStream stream = this.test.open(null, SseSubscription.to("a").filter((event) -> event.event() == null));
		this.test.hub.broadcast("a", "skip", "1");
		this.test.hub.broadcast("a", "2");
		await().until(() -> stream.text().contains("data: 2\n"));
		assertThat(stream.text()).doesNotContain("data: 1\n");
	}

	@Test
	void shouldRefuseSecondStream() {
		open(SseSubscription.to("a"));
		assertThatIllegalStateException().isThrownBy(() -> open(SseSubscription.to("b").attribute("key", 42)));
		assertThat(this.connection.rooms()).containsExactly("a");
		assertThat(this.connection.attributes()).isEmpty();
	}

	@Test
	void shouldRefuseBadRoom() {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> open(SseSubscription.to("*")));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> open(SseSubscription.to("a", "\n")));
		assertThat(this.test.hub.rooms()).isEmpty();
		open(SseSubscription.to("a"));
	}

	@Test
	void shouldCountRoomsThatAreJoinedWhileTheStreamOpens() {
		this.test.whileOpening = () -> this.connection.join("late");
		SseSubscription subscription = SseSubscription
			.to(IntStream.range(0, TestHub.MAX_ROOMS).mapToObj(String::valueOf).toList());
		assertThatExceptionOfType(SseRoomLimitException.class)
			.isThrownBy(() -> open(subscription.attribute("key", 42)));
		assertThat(this.connection.rooms()).containsExactly("late");
		assertThat(this.connection.attributes()).isEmpty();
		assertThat(this.test.hub.rooms()).isEmpty();
		open(SseSubscription.to("a"));
	}

	// Authorizers were asked for the others by then
	@Test
	void shouldAskForRoomsThatAreJoinedWhileTheStreamOpens() {
		List<String> asked = new ArrayList<>();
		this.test.authorizers.add((connection, room, access) -> asked.add(room) && !"late".equals(room));
		this.connection.join("early");
		List<Throwable> thrown = new ArrayList<>();
		this.test.whileOpening = () -> thrown.add(catchThrowable(() -> this.connection.join("late")));
		open(SseSubscription.to("a"));
		assertThat(thrown).singleElement().isInstanceOf(SseRoomAccessDeniedException.class);
		assertThat(asked).containsExactly("early", "a", "late");
		assertThat(this.connection.rooms()).containsExactly("early", "a");
	}

	@Test
	void shouldOpenAfterOneThatWasRefusedInOtherRooms() {
		this.test.authorizers.add((connection, room, access) -> !"secret".equals(room));
		assertThatExceptionOfType(SseRoomAccessDeniedException.class)
			.isThrownBy(() -> open(SseSubscription.to("a", "secret")))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
		assertThat(this.connection.rooms()).isEmpty();
		open(SseSubscription.to("a"));
		assertThat(this.connection.rooms()).containsExactly("a");
	}

	@Test
	void shouldJudgeNoStreamByAttributesOfARefusedOne() {
		List<Object> seen = new ArrayList<>();
		this.connection.attributes().put("role", "guest");
		this.test.authorizers.add((connection, room, access) -> {
			seen.add(Map.copyOf(connection.attributes()));
			return !"secret".equals(room);
		});
		assertThatExceptionOfType(SseRoomAccessDeniedException.class)
			.isThrownBy(() -> open(SseSubscription.to("secret").attribute("plan", "paid").attribute("role", "owner")));
		open(SseSubscription.to("a").attribute("other", "x"));
		assertThat(seen).containsExactly(Map.of("plan", "paid", "role", "owner"),
				Map.of("role", "guest", "other", "x"));
		assertThat(this.connection.attributes()).isEqualTo(Map.of("role", "guest", "other", "x"));
	}

	@Test
	void shouldTellListenersAndPublishEvents() {
		TestStream stream = this.test.open("a");
		stream.connection.join("b");
		stream.connection.join("b");
		stream.connection.leave("a");
		stream.connection.leave("unknown");
		stream.connection.close();
		await().until(() -> this.test.applicationEvents.size() == 2);
		assertThat(this.test.calls).containsExactly("opened", "joined a", "joined b", "left a", "closed COMPLETED");
		assertThat(this.test.applicationEvents).extracting(Object::getClass)
			.isEqualTo(List.of(SseConnectionOpenedEvent.class, SseConnectionClosedEvent.class));
	}

	@Test
	void shouldKeepWhatIsJoinedAndSentBeforeTheStream() {
		this.connection.join("b");
		this.connection.join("c");
		this.connection.leave("c");
		assertThat(this.connection.send("early")).isTrue();
		TestStream stream = new TestStream(this.connection);
		stream.attach(this.test.streams.open(this.connection, SseSubscription.to("a")));
		this.test.hub.broadcast("b", "later");
		await().until(() -> stream.text().contains("data: later\n"));
		assertThat(stream.text()).containsSubsequence("retry: 3000\n", "data: early\n\n", "data: later\n");
		assertThat(this.connection.rooms()).containsExactly("b", "a");
	}

	@Test
	void shouldDropWhatIsAbandoned() {
		open(SseSubscription.to("a"));
		this.connection.abandon();
		assertThat(this.test.hub.connections()).isEmpty();
		assertThat(this.connection.send(SseEvent.of("late"))).isFalse();
		await().until(() -> this.test.hub.rooms().isEmpty());
		assertThat(this.test.calls).isEmpty();
	}

	@Test
	void shouldLeaveAllRooms() {
		TestStream stream = this.test.open("a", "b");
		stream.connection.leave("*");
		assertThat(stream.connection.rooms()).isEmpty();
		assertThat(stream.connection.isIn("a")).isFalse();
		assertThat(stream.connection.isIn("*")).isTrue();
		this.test.hub.broadcast("a", "room");
		this.test.hub.broadcast("*", "all");
		await().until(() -> stream.text().contains("data: all\n"));
		assertThat(stream.text()).doesNotContain("data: room\n");
	}

	@Test
	void shouldRefuseToJoinBadRoom() {
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.connection.join("*"));
		assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.connection.join(""));
	}

	@Test
	void shouldSendInOrderOfRoomEvents() {
		TestStream stream = this.test.open("a");
		for (int i = 0; i < 100; i += 2) {
			this.test.hub.broadcast("a", i);
			stream.connection.send(i + 1);
		}
		await().until(() -> stream.text().contains("data: 99\n"));
		List<String> data = stream.text().lines().filter((line) -> line.startsWith("data: ")).toList();
		assertThat(data).hasSize(100);
		for (int i = 0; i < 100; i++) {
			assertThat(data.get(i)).isEqualTo("data: " + i);
		}
	}

	@Test
	void shouldEndAtOnceWhatIsClosedBeforeTheStream() {
		this.connection.close();
		assertThat(this.connection.send("late")).isFalse();
		TestStream stream = new TestStream(this.connection);
		stream.attach(this.test.streams.open(this.connection, SseSubscription.to("a")));
		await().until(() -> stream.end != null);
		assertThat(stream.end).isEqualTo("completed");
		assertThat(stream.text()).startsWith("retry: 3000\n");
	}

	@Test
	void shouldSayNoToWhatDoesNotFitBeforeTheStream() {
		List<Boolean> accepted = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			accepted.add(this.connection.send(i + "x".repeat(200_000)));
		}
		assertThat(accepted).containsExactly(true, true, true, true, true, false, false, false);
		TestStream stream = new TestStream(this.connection);
		stream.attach(this.test.streams.open(this.connection, SseSubscription.to("a")));
		await().until(() -> stream.text().contains("data: 4x"));
		assertThat(stream.text()).contains("data: 0x", "data: 1x", "data: 2x", "data: 3x").doesNotContain("data: 5x");
	}

	@Test
	void shouldListNoConnectionThatIsNotOpen() {
		assertThat(this.test.hub.connections()).isEmpty();
		assertThat(this.test.hub.connection(this.connection.id())).isNull();
		TestStream stream = new TestStream(this.connection);
		byte[] opening = this.test.streams.open(this.connection, SseSubscription.to("a"));
		assertThat(this.test.hub.connections("a")).isEmpty();
		stream.attach(opening);
		assertThat(this.test.hub.connections()).containsExactly(this.connection);
		assertThat(this.test.hub.connections("a")).containsExactly(this.connection);
	}

	@Test
	void shouldCountNoUserWithoutAStream() {
		assertThat(this.test.hub.sendToUser("ann", SseEvent.of("hi"))).isZero();
		open(SseSubscription.to("a"));
		assertThat(this.test.hub.sendToUser("ann", SseEvent.of("hi"))).isEqualTo(1);
	}

	@Test
	void shouldEndStreamOfUserWhoWasDisconnectedWhileItOpens() {
		assertThat(this.test.hub.disconnectUser("ann")).isZero();
		TestStream stream = new TestStream(this.connection);
		stream.attach(this.test.streams.open(this.connection, SseSubscription.to("a")));
		await().until(() -> stream.end != null);
		await().untilAsserted(() -> assertThat(this.test.hub.connections()).isEmpty());
	}

	@Test
	void shouldEndStreamOfDisconnectedUserWithoutItsBacklog() {
		TestStream stream = this.test.open("bob", SseSubscription.to("a"));
		await().until(() -> !stream.text().isEmpty());
		stream.ready = false;
		this.test.hub.broadcast("a", "before");
		await().until(() -> stream.text().contains("before"));
		this.test.hub.broadcast("a", "secret");
		assertThat(this.test.hub.disconnectUser("bob")).isEqualTo(1);
		await().until(() -> stream.end != null);
		stream.read();
		await().until(() -> this.test.calls.contains("closed KICKED"));
		assertThat(stream.text()).doesNotContain("secret");
	}

	@Test
	void shouldKeepThreadLocalsOfRequestsFromTheLoops() {
		InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
		user.set("ann");
		List<String> seen = new CopyOnWriteArrayList<>();
		this.test.open(null, SseSubscription.to("a").filter((event) -> seen.add(String.valueOf(user.get()))));
		this.test.hub.broadcast("a", "event");
		await().until(() -> !seen.isEmpty());
		assertThat(seen).containsExactly("null");
	}

	@Test
	void shouldLetClientsComeBackWhileTooManySnapshotsAreUnread() {
		// Two of these are more than all may take
		SseSubscription subscription = SseSubscription.to("a")
			.snapshot((position) -> List.of(SseEvent.of("x".repeat(300_000)), SseEvent.of("y".repeat(300_000))));
		TestStream stalled = new TestStream(this.test.connect(null));
		stalled.ready = false;
		stalled.attach(this.test.streams.open(stalled.connection, subscription));
		HubConnection second = this.test.connect(null);
		assertThat(this.test.streams.open(second, subscription)).isNull();
		second.abandon();
		assertThat(second.send("late")).isFalse();
		stalled.read();
		await().until(() -> stalled.text().contains("yy\n\n:\nid: "));
		TestStream third = new TestStream(this.test.connect(null));
		third.ready = false;
		third.attach(this.test.streams.open(third.connection, subscription));
		assertThat(this.test.streams.open(this.test.connect(null), subscription)).isNull();
		third.connection.stream().gone(new IOException());
		await().until(() -> this.test.streams.open(this.test.connect(null), subscription) != null);
	}

	@Test
	void shouldTakeEventsBehindAnUnreadSnapshotOfManyEvents() {
		TestStream stream = new TestStream(this.connection);
		stream.ready = false;
		stream.attach(this.test.streams.open(this.connection,
				SseSubscription.to("a").snapshot((position) -> Collections.nCopies(2000, SseEvent.of("state")))));
		assertThat(this.connection.send("direct")).isTrue();
		stream.read();
		await().until(() -> stream.text().contains("data: direct\n"));
		assertThat(stream.end).isNull();
	}

	@Test
	void shouldSendWhatCameBeforeTheEndThoughMoreIsSentAfterIt() {
		TestStream stream = this.test.open(null,
				SseSubscription.to("a").snapshot((position) -> List.of(SseEvent.of("state"))));
		await().until(() -> stream.text().contains("state"));
		stream.ready = false;
		this.test.hub.broadcast("a", "fills the socket");
		await().until(() -> stream.text().contains("fills"));
		stream.connection.send("before");
		stream.connection.close();
		assertThat(stream.connection.sendBlock("data: after\n\n".getBytes(StandardCharsets.UTF_8))).isFalse();
		stream.read();
		await().until(() -> stream.end != null);
		assertThat(stream.text()).endsWith("data: before\n\n");
		assertThat(stream.end).isEqualTo("completed");
	}

	@Test
	void shouldNotWaitForApplicationsThatLockAConnection() throws Exception {
		TestStream stream = this.test.open("ann", SseSubscription.to("a", "b"));
		Thread other = new Thread(() -> {
			this.test.hub.sendToUser("ann", SseEvent.of("hi"));
			this.test.hub.close("b");
			this.test.hub.disconnectUser("ann");
		});
		synchronized (stream.connection) {
			other.start();
			other.join(Duration.ofSeconds(10).toMillis());
			this.test.hub.broadcast("a", "event");
		}
		assertThat(other.isAlive()).isFalse();
	}

	@Test
	void shouldRestAfterAFilterThatInterruptsItsThread() {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		this.test.open(null, SseSubscription.to("a").filter((event) -> {
			threads.add(Thread.currentThread());
			Thread.currentThread().interrupt();
			return true;
		}));
		this.test.hub.broadcast("a", "event");
		await().until(() -> !threads.isEmpty());
		await().until(() -> threads.get(0).getState() == Thread.State.TIMED_WAITING);
		assertThat(threads.get(0).isInterrupted()).isFalse();
	}

	@Test
	void shouldWarnOnceOfTooManyUnreadSnapshots() {
		SseSubscription subscription = SseSubscription.to("a")
			.snapshot((position) -> List.of(SseEvent.of("x".repeat(600_000))));
		try (LogCapture log = new LogCapture()) {
			open(subscription);
			assertThat(log.messages()).isEmpty();
			for (int i = 0; i < 3; i++) {
				HubConnection refused = this.test.connect(null);
				assertThat(this.test.streams.open(refused, subscription)).isNull();
				refused.abandon();
			}
			assertThat(log.messages()).singleElement()
				.asString()
				.startsWith("WARN ")
				.contains("sse.limits.snapshots", "1048576 bytes");
		}
	}

	@Test
	void shouldRefuseSnapshotThatNeverFits() {
		SseSubscription subscription = SseSubscription.to("a")
			.snapshot((position) -> Collections.nCopies(3, SseEvent.of("x".repeat(400_000))));
		assertThatIllegalStateException().isThrownBy(() -> this.test.streams.open(this.connection, subscription))
			.withMessageContaining("sse.limits.snapshots");
		this.connection.abandon();
		assertThat(this.test.hub.broadcast("a", "event")).isNotNull();
	}

	private String open(SseSubscription subscription) {
		return new String(this.test.streams.open(this.connection, subscription), StandardCharsets.UTF_8);
	}

}
