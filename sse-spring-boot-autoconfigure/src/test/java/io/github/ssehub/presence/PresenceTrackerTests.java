package io.github.ssehub.presence;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.ssehub.presence.PresenceModel.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What streams are told, and when.
 */
class PresenceTrackerTests {

	private static final Set<String> LOBBY = Set.of("a");

	private final PresenceModel model = new PresenceModel();

	@Test
	void shouldTellOfNobodyTwiceWhereAPageIsLoadedAgain() {
		Stream alice = this.model.open("alice", true, LOBBY);
		Stream bob = this.model.open("bob", true, LOBBY);
		this.model.advance(Duration.ofSeconds(2));
		int events = alice.events;
		this.model.close(bob);
		this.model.advance(PresenceModel.GRACE.minusMillis(1));
		this.model.open("bob", true, LOBBY);
		this.model.advance(Duration.ofSeconds(5));
		assertThat(alice.events).isEqualTo(events);
	}

	@Test
	void shouldTellOfNobodyWhoMovesInTheLastMoment() {
		Stream alice = this.model.open("alice", true, LOBBY);
		Stream bob = this.model.open("bob", false, LOBBY);
		this.model.advance(Duration.ofSeconds(2));
		int events = alice.events;
		this.model.close(bob);
		this.model.advance(PresenceModel.GRACE.plusMillis(900));
		this.model.members("a", Set.of("bob"));
		this.model.advance(Duration.ofSeconds(5));
		assertThat(alice.events).isEqualTo(events);
	}

	@Test
	void shouldTellTogetherWhatComesTogether() {
		Stream alice = this.model.open("alice", true, LOBBY);
		for (int i = 0; i < 100; i++) {
			this.model.open("member" + i, false, LOBBY);
		}
		this.model.advance(Duration.ofSeconds(2));
		assertThat(alice.events).isEqualTo(2);
		assertThat(alice.seen.get("a")).hasSize(101);
	}

	@Test
	void shouldTellAtOnceWhereNothingWasToldForAWhile() {
		Stream alice = this.model.open("alice", true, LOBBY);
		this.model.advance(Duration.ofSeconds(2));
		this.model.open("bob", false, LOBBY);
		assertThat(alice.seen.get("a")).containsExactly("alice", "bob");
	}

	@Test
	void shouldTellOfNoMoreThanAStreamCanBear() {
		PresentRoom room = new PresentRoom("a");
		Stream stream = this.model.open(null, true, Set.of());
		for (int i = 0; i < PresentRoom.MAX_TOLD; i++) {
			room.enter("member" + i);
		}
		room.setElsewhere(Set.of("another"));
		room.follow(stream);
		room.tell(0);
		assertThat(stream.seen.get("a")).hasSize(PresentRoom.MAX_TOLD).contains("another");
	}

}
