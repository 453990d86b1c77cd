package io.github.ssehub.security;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;

import io.github.ssehub.hub.ConnectionGuard;
import io.github.ssehub.hub.GuardedConnection;
import io.github.ssehub.source.DelayTimer;

/**
 * Has it asked again now and then whether streams may be in their rooms. Each stream has
 * times of its own, and the next one is set when it has been asked: many that opened
 * together are not asked at one instant, and authorizers that are slow are asked less
 * often. Thread-safe.
 */
public final class RoomRecheck implements ConnectionGuard, AopInfrastructureBean {

	private static final double JITTER = 0.2;

	private static final boolean SPRING_SECURITY = ClassUtils
		.isPresent("org.springframework.security.access.AccessDeniedException", RoomRecheck.class.getClassLoader());

	private final Duration interval;

	private final DelayTimer timer;

	private final Executor executor;

	/**
	 * Create a new {@link RoomRecheck} instance.
	 * @param interval the time after which a stream is asked for again at the latest,
	 * zero for never
	 * @param timer tells when it is time
	 * @param executor runs what may block
	 */
	public RoomRecheck(Duration interval, DelayTimer timer, Executor executor) {
		this.interval = interval;
		this.timer = timer;
		this.executor = executor;
	}

	@Override
	public void opening(GuardedConnection connection) {
		if (!this.interval.isZero()) {
			Recheck recheck = new Recheck(connection);
			recheck.schedule();
			connection.onEnd(recheck::cancel);
		}
	}

	static Duration delay(Duration interval, double random) {
		return interval.minusNanos((long) (interval.toNanos() * JITTER * random));
	}

	static boolean isRefusal(Throwable ex) {
		if (ex instanceof ErrorResponse error) {
			HttpStatusCode status = error.getStatusCode();
			return status.isSameCodeAs(HttpStatus.FORBIDDEN) || status.isSameCodeAs(HttpStatus.UNAUTHORIZED);
		}
		return SPRING_SECURITY && Denial.is(ex);
	}

	/**
	 * Loaded only where there is Spring Security.
	 */
	private static final class Denial {

		static boolean is(Throwable ex) {
			return ex instanceof AccessDeniedException;
		}

	}

	/**
	 * The rechecks of a stream, one after the other.
	 */
	private final class Recheck implements Runnable {

		private final GuardedConnection connection;

		// Mutable state
		private volatile @Nullable Future<?> next;

		private volatile boolean canceled;

		Recheck(GuardedConnection connection) {
			this.connection = connection;
		}

		void schedule() {
			Duration delay = delay(RoomRecheck.this.interval, ThreadLocalRandom.current().nextDouble());
			Future<?> next = RoomRecheck.this.timer.schedule(() -> RoomRecheck.this.executor.execute(this), delay);
			this.next = next;
			if (this.canceled) {
				next.cancel(false);
			}
		}

		void cancel() {
			this.canceled = true;
			Future<?> next = this.next;
			if (next != null) {
				next.cancel(false);
			}
		}

		@Override
		public void run() {
			try {
				if (!this.canceled) {
					this.connection.recheck(RoomRecheck::isRefusal);
				}
			}
			finally {
				if (!this.canceled) {
					schedule();
				}
			}
		}

	}

}
