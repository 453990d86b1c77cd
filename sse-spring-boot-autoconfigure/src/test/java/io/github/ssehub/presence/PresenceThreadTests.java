package io.github.ssehub.presence;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SsePresenceListener;
import io.github.ssehub.hub.MemberWatch.Watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is done when its time has come, whatever fails meanwhile.
 */
class PresenceThreadTests {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final BreakableStore store = new BreakableStore();

	private final PresenceThread thread = new PresenceThread(this.store, Duration.ofMillis(200),
			() -> List.of(new RecordingListener()));

	@AfterEach
	void stop() {
		this.thread.destroy();
	}

	@Test
	void shouldLetOthersLeaveWhereOneFailsTo() {
		Watched alice = join("alice");
		Watched bob = join("bob");
		await().until(() -> this.calls.containsAll(List.of("+alice", "+bob")));
		this.store.broken = "alice";
		this.thread.closed(alice);
		this.thread.closed(bob);
		await().untilAsserted(() -> assertThat(this.calls).containsExactly("+alice", "+bob", "-bob"));
	}

	@Test
	void shouldLetSomebodyLeaveWhereSomethingElseFails() {
		Watched bob = join("bob");
		await().until(() -> this.calls.contains("+bob"));
		this.store.broken = "lobby";
		this.thread.closed(bob);
		await().untilAsserted(() -> assertThat(this.calls).containsExactly("+bob", "-bob"));
	}

	private Watched join(String member) {
		Watched stream = new MemberStream(member);
		this.thread.joined(stream, "lobby");
		return stream;
	}

	private record MemberStream(String member) implements Watched {

		@Override
		public boolean isTold() {
			return true;
		}

		@Override
		public boolean send(byte[] block) {
			return true;
		}

	}

	private final class RecordingListener implements SsePresenceListener {

		@Override
		public void joined(String room, String member) {
			PresenceThreadTests.this.calls.add("+" + member);
		}

		@Override
		public void left(String room, String member) {
			PresenceThreadTests.this.calls.add("-" + member);
		}

	}

	private static final class BreakableStore implements PresenceStore {

		private final LocalPresenceStore store = new LocalPresenceStore();

		private volatile String broken = "";

		@Override
		public void start(PresenceSink sink) {
			this.store.start(sink);
		}

		@Override
		public void wake() {
			this.store.wake();
		}

		@Override
		public void set(String room, String member, boolean here) {
			if (member.equals(this.broken)) {
				throw new IllegalStateException("Broken");
			}
			this.store.set(room, member, here);
		}

		@Override
		public void follow(String room, boolean wanted) {
			if (room.equals(this.broken)) {
				throw new IllegalStateException("Broken");
			}
			this.store.follow(room, wanted);
		}

		@Override
		public Set<String> members(String room) {
			return this.store.members(room);
		}

	}

}
