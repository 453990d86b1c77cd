package io.github.ssehub.security;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;

import io.github.ssehub.hub.ConnectionGuard;
import io.github.ssehub.hub.GuardedConnection;
import io.github.ssehub.source.SourceTimer;

/**
 * Ends streams with the tokens that they were let through with. Not all at once: they
 * come back with new ones. Thread-safe.
 */
public final class TokenExpiry implements ConnectionGuard, AopInfrastructureBean {

	private static final Duration JITTER = Duration.ofSeconds(5);

	private final SourceTimer timer;

	private final Clock clock;

	/**
	 * Create a new {@link TokenExpiry} instance.
	 * @param timer ends streams later
	 * @param clock tells when tokens expire
	 */
	public TokenExpiry(SourceTimer timer, Clock clock) {
		this.timer = timer;
		this.clock = clock;
	}

	@Override
	public void opening(GuardedConnection connection) {
		Instant expiry = expiry(connection.principal());
		if (expiry == null) {
			return;
		}
		Duration left = Duration.between(this.clock.instant(), expiry);
		if (left.compareTo(Duration.ZERO) <= 0) {
			// Spring Security lets clocks differ by a minute
			connection.end();
			return;
		}
		Duration delay = left.minus(jitter(left, ThreadLocalRandom.current().nextDouble()));
		Future<?> end = this.timer.schedule(connection::end, delay);
		connection.onEnd(() -> end.cancel(false));
	}

	// Of a token that is about to expire there is little to give away
	static Duration jitter(Duration left, double random) {
		Duration most = left.dividedBy(2);
		Duration bound = (most.compareTo(JITTER) < 0) ? most : JITTER;
		return Duration.ofNanos((long) (bound.toNanos() * random));
	}

	private static @Nullable Instant expiry(@Nullable Principal principal) {
		if (!(principal instanceof Authentication authentication)) {
			return null;
		}
		if (authentication.getCredentials() instanceof OAuth2Token token) {
			return token.getExpiresAt();
		}
		return (authentication.getPrincipal() instanceof OAuth2Token token) ? token.getExpiresAt() : null;
	}

}
