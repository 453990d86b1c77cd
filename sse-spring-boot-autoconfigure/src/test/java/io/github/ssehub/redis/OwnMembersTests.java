package io.github.ssehub.redis;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.ssehub.redis.RedisPresence.Member;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept to be said of who comes and goes.
 */
class OwnMembersTests {

	private static final Member ALICE = new Member("lobby", "alice");

	private static final Member BOB = new Member("lobby", "bob");

	private final OwnMembers members = new OwnMembers();

	@Test
	void shouldSayWhatHasChangedAgainMeanwhile() {
		this.members.set(ALICE, true);
		this.members.set(BOB, true);
		Map<Member, Boolean> next = this.members.next();
		assertThat(next).containsOnly(Map.entry(ALICE, true), Map.entry(BOB, true));
		this.members.set(ALICE, false);
		this.members.said(next);
		assertThat(this.members.next()).containsOnly(Map.entry(ALICE, false));
	}

	@Test
	void shouldTakeBackWhatIsNotSo() {
		this.members.set(ALICE, true);
		this.members.said(this.members.next());
		this.members.correct(Set.of(ALICE, BOB));
		assertThat(this.members.next()).containsOnly(Map.entry(BOB, false));
	}

	@Test
	void shouldKeepLittleOfWhatCannotBeSaid() {
		this.members.set(ALICE, true);
		for (int i = 0; i < 3 * OwnMembers.MAX_UNSAID; i++) {
			Member stranger = new Member("lobby", "stranger" + i);
			this.members.set(stranger, true);
			this.members.set(stranger, false);
			assertThat(this.members.unsaid()).isLessThanOrEqualTo(OwnMembers.MAX_UNSAID + 1);
		}
		assertThat(this.members.isForgetful()).isTrue();
		this.members.sayAll();
		assertThat(this.members.isForgetful()).isFalse();
		assertThat(this.members.unsaid()).isPositive();
	}

}
