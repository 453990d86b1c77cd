package io.github.ssehub;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * How a stream is kept, each {@code null} where it is left to the default.
 *
 * @param overflow what happens to a stream that falls off the end of the log
 * @param opening how the client is told the position at which the stream starts
 * @param member the name under which the stream is present in its rooms
 * @param presence whether the client is told who is in its rooms
 */
record SubscriptionOptions(@Nullable OverflowPolicy overflow, @Nullable OpeningForm opening, @Nullable String member,
		boolean presence) {

	static final SubscriptionOptions DEFAULT = new SubscriptionOptions(null, null, null, false);

	private static final int MAX_NAME_LENGTH = 128;

	SubscriptionOptions withOverflow(OverflowPolicy overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		return new SubscriptionOptions(overflow, this.opening, this.member, this.presence);
	}

	SubscriptionOptions withOpening(OpeningForm opening) {
		Assert.notNull(opening, "'opening' must not be null");
		return new SubscriptionOptions(this.overflow, opening, this.member, this.presence);
	}

	SubscriptionOptions withMember(String member) {
		Assert.notNull(member, "'member' must not be null");
		if (!StringUtils.hasText(member) || member.length() > MAX_NAME_LENGTH) {
			throw new SseMemberNameException(
					"Name of a member must have 1 to " + MAX_NAME_LENGTH + " characters, and not of space alone");
		}
		// Half of a pair can be neither written nor found again
		if (member.codePoints()
			.anyMatch((c) -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
			throw new SseMemberNameException("Name of a member must not contain control characters");
		}
		return new SubscriptionOptions(this.overflow, this.opening, member, this.presence);
	}

	SubscriptionOptions withPresence() {
		return new SubscriptionOptions(this.overflow, this.opening, this.member, true);
	}

}
