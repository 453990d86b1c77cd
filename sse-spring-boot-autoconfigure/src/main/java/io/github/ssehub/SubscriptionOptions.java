package io.github.ssehub;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * How a stream is kept, each {@code null} where it is left to the default.
 *
 * @param overflow what happens to a stream that falls off the end of the log
 * @param opening how the client is told the position at which the stream starts
 */
record SubscriptionOptions(@Nullable OverflowPolicy overflow, @Nullable OpeningForm opening) {

	static final SubscriptionOptions DEFAULT = new SubscriptionOptions(null, null);

	SubscriptionOptions withOverflow(OverflowPolicy overflow) {
		Assert.notNull(overflow, "'overflow' must not be null");
		return new SubscriptionOptions(overflow, this.opening);
	}

	SubscriptionOptions withOpening(OpeningForm opening) {
		Assert.notNull(opening, "'opening' must not be null");
		return new SubscriptionOptions(this.overflow, opening);
	}

}
