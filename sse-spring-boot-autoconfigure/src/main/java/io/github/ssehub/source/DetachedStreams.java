package io.github.ssehub.source;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.EndpointResult;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamLimitException;
import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.hub.Admission.Limit;
import io.github.ssehub.hub.HubStreams;

/**
 * The detached streams of this node. Thread-safe.
 */
public final class DetachedStreams implements SseStreams, DisposableBean, AopInfrastructureBean {

	private static final int ID_BYTES = 16;

	// Ends ids of streams whose clients take all data for that of the application: one
	// that is no longer kept has nothing but its id
	private static final String UNNAMED = "~";

	// An id, and the id that the hub gave an event
	private static final Pattern EVENT_ID = Pattern
		.compile("([A-Za-z0-9_-]{22}(~?))\\.[0-9a-z]{1,13}-(0|[1-9a-z][0-9a-z]{0,12})");

	private final HubStreams hub;

	private final Limits limits;

	private final Predicate<@Nullable String> isCaller;

	private final SecureRandom random = new SecureRandom();

	private final SourceTimer timer;

	// Sources that run for as long as their client reads
	private final AtomicInteger attached = new AtomicInteger();

	// Mutable state, oldest first
	private final Map<String, DetachedRun> runs = new LinkedHashMap<>();

	/**
	 * Create a new {@link DetachedStreams} instance.
	 * @param hub has the log
	 * @param limits the limits
	 * @param isCaller whether the current request is that of a user, {@code null} if it
	 * has none
	 * @param timer forgets what has ended
	 */
	public DetachedStreams(HubStreams hub, Limits limits, Predicate<@Nullable String> isCaller, SourceTimer timer) {
		this.hub = hub;
		this.limits = limits;
		this.isCaller = isCaller;
		this.timer = timer;
	}

	DetachedRun create(@Nullable String owner, SseStream<?> stream) {
		byte[] bytes = new byte[ID_BYTES];
		this.random.nextBytes(bytes);
		String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
				+ (stream.format().isNamed() ? "" : UNNAMED);
		DetachedRun run = new DetachedRun(id, owner, stream, this.hub, this.limits.size(), this::ended);
		synchronized (this.runs) {
			checkLimits(owner);
			this.runs.put(id, run);
		}
		return run;
	}

	// What has ended makes room if nobody reads it
	private void checkLimits(@Nullable String owner) {
		if (owner != null) {
			long ofOwner = this.runs.values().stream().filter((run) -> owner.equals(run.owner())).count();
			if (ofOwner >= this.limits.perUser() && !removeEnded((run) -> owner.equals(run.owner()))) {
				this.hub.admission().countRefused(Limit.STREAMS_PER_USER);
				throw new SseStreamLimitException(this.limits.perUser(), "sse.limits.streams-per-user");
			}
		}
		if (this.runs.size() >= this.limits.max() && !removeEnded((run) -> true)) {
			this.hub.admission().countRefused(Limit.STREAMS);
			throw new SseStreamLimitException(this.limits.max(), "sse.limits.streams");
		}
	}

	private boolean removeEnded(Predicate<DetachedRun> condition) {
		for (DetachedRun run : this.runs.values()) {
			if (run.state() != SseStreamState.RUNNING && run.isUnread() && condition.test(run)) {
				remove(run);
				return true;
			}
		}
		return false;
	}

	private void ended(DetachedRun run) {
		this.timer.schedule(() -> remove(run), Objects.requireNonNull(run.stream().keep()));
	}

	void remove(DetachedRun run) {
		synchronized (this.runs) {
			if (this.runs.remove(run.id()) == null) {
				return;
			}
		}
		run.room().delete();
	}

	@Nullable DetachedRun findRun(String id) {
		DetachedRun run;
		synchronized (this.runs) {
			run = this.runs.get(id);
		}
		return (run != null && this.isCaller.test(run.owner())) ? run : null;
	}

	DetachedRun getRun(String id) {
		DetachedRun run = findRun(id);
		if (run == null) {
			throw new SseStreamNotFoundException();
		}
		return run;
	}

	/**
	 * Return the stream that an event is of.
	 * @param eventId the id of the event; anything may be in it
	 * @return the id of the stream, or {@code null} if the event is of none
	 */
	public static @Nullable String streamOf(String eventId) {
		Matcher matcher = EVENT_ID.matcher(eventId);
		return matcher.matches() ? matcher.group(1) : null;
	}

	static boolean isNamed(String eventId) {
		Matcher matcher = EVENT_ID.matcher(eventId);
		return !matcher.matches() || !UNNAMED.equals(matcher.group(2));
	}

	@Override
	public EndpointResult resume(String id) {
		return getRun(id).toResult();
	}

	@Override
	public void stop(String id) {
		getRun(id).stop();
	}

	@Override
	public @Nullable SseStreamState find(String id) {
		DetachedRun run = findRun(id);
		return (run != null) ? run.state() : null;
	}

	AtomicInteger attached() {
		return this.attached;
	}

	/**
	 * Return how many sources are in a state. One that is not detached is running for as
	 * long as its stream, and does not count after that.
	 * @param state the state
	 * @return the number of sources
	 */
	public long count(SseStreamState state) {
		long count = (state == SseStreamState.RUNNING) ? this.attached.get() : 0;
		synchronized (this.runs) {
			return count + this.runs.values().stream().filter((run) -> run.state() == state).count();
		}
	}

	@Override
	public void destroy() {
		synchronized (this.runs) {
			this.runs.values().forEach(DetachedRun::cancel);
			this.runs.clear();
		}
	}

	/**
	 * How much is kept.
	 *
	 * @param max the number of streams in all
	 * @param perUser the number of streams of one user
	 * @param size the size of one stream on the wire, in bytes
	 */
	public record Limits(int max, int perUser, long size) {

	}

}
