package io.github.ssehub.hub;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EndOptions;
import io.github.ssehub.delivery.StreamOptions;

/**
 * How streams are served: as their subscription says, or by default.
 */
final class SubscriptionDefaults {

	private final HubSettings settings;

	SubscriptionDefaults(HubSettings settings) {
		this.settings = settings;
	}

	StreamOptions options(HubConnection connection, SseSubscription subscription) {
		return options(connection, new CallerOptions(subscription, true), "", this.settings.maxAge());
	}

	StreamOptions optionsForCaller(HubConnection connection, CallerOptions options, @Nullable String idPrefix) {
		// What ends before its source cannot be gone on with, mostly
		return options(connection, options, idPrefix, Duration.ZERO);
	}

	private StreamOptions options(HubConnection connection, CallerOptions options, @Nullable String idPrefix,
			Duration maxAge) {
		SseSubscription subscription = options.subscription();
		OverflowPolicy overflow = Objects.requireNonNullElse(subscription.overflow(), this.settings.overflow());
		return new StreamOptions(subscription.filter(), heartbeat(subscription),
				// The client has to come back for a new snapshot, which is read on its
				// request
				(subscription.snapshot() != null) ? OverflowPolicy.DISCONNECT : overflow, openingForm(subscription),
				idPrefix, options.named(), connection.asksForPings(), new EndOptions(options.named(),
						retry(subscription), Objects.requireNonNullElse(subscription.maxAge(), maxAge)));
	}

	Duration heartbeat(SseSubscription subscription) {
		return Objects.requireNonNullElse(subscription.heartbeat(), this.settings.heartbeat());
	}

	Duration retry(SseSubscription subscription) {
		return Objects.requireNonNullElse(subscription.retry(), this.settings.retry());
	}

	OpeningForm openingForm(SseSubscription subscription) {
		return Objects.requireNonNullElse(subscription.opening(), this.settings.opening());
	}

}
