package io.github.ssehub.source;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;
import io.github.ssehub.hub.StreamControl;

/**
 * The detached streams of this node. Thread-safe.
 */
public final class DetachedStreams implements SseStreams, DisposableBean, AopInfrastructureBean {

	private static final int ID_BYTES = 16;

	// Ends ids of streams whose clients take all data for that of the application: one
	// that is no longer kept has nothing but its id
	private static final String UNNAMED = "~";

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}~?");

	// An id, and the id that the hub gave an event
	private static final Pattern EVENT_ID = Pattern
		.compile("([A-Za-z0-9_-]{22}(~?))\\.[0-9a-z]{1,13}-(0|[1-9a-z][0-9a-z]{0,12})");

	private final HubStreams hub;

	private final long maxSize;

	private final DetachedRuns runs;

	private final Predicate<@Nullable String> isCaller;

	private final SecureRandom random = new SecureRandom();

	private final SourceTimer timer;

	private final StreamDirectory directory;

	private final Executor executor;

	private final DistantStreams distant;

	// Sources that run for as long as their client reads
	private final AtomicInteger attached = new AtomicInteger();

	/**
	 * Create a new {@link DetachedStreams} instance.
	 * @param hub has the log
	 * @param limits the limits
	 * @param isCaller whether the current request is that of a user, {@code null} if it
	 * has none
	 * @param timer forgets what has ended
	 * @param directory knows those of other nodes
	 * @param executor has threads that may block
	 */
	public DetachedStreams(HubStreams hub, Limits limits, Predicate<@Nullable String> isCaller, SourceTimer timer,
			StreamDirectory directory, Executor executor) {
		this.hub = hub;
		this.maxSize = limits.size();
		this.runs = new DetachedRuns(limits, hub.admission(), DetachedRun::forget);
		this.isCaller = isCaller;
		this.timer = timer;
		this.directory = directory;
		this.executor = executor;
		this.distant = new DistantStreams(hub, directory, timer, executor);
		directory.onTakenOver(this::takenOver);
		hub.setStreamControl(new Control());
	}

	DetachedRun create(@Nullable String owner, SseStream<?> stream) {
		byte[] bytes = new byte[ID_BYTES];
		this.random.nextBytes(bytes);
		String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
				+ (stream.format().isNamed() ? "" : UNNAMED);
		DetachedRun run = new DetachedRun(id, owner, stream, this.hub, this.directory, this.maxSize, this::ended);
		this.runs.add(run);
		try {
			run.share();
		}
		catch (RuntimeException | Error ex) {
			remove(run);
			throw ex;
		}
		return run;
	}

	private void ended(DetachedRun run) {
		this.timer.schedule(() -> remove(run), Objects.requireNonNull(run.stream().keep()));
	}

	void remove(DetachedRun run) {
		this.runs.remove(run);
	}

	// Whoever may not read a stream does not learn that there is one
	private DetachedRun checkOwner(DetachedRun run) {
		if (!this.isCaller.test(run.owner())) {
			throw new SseStreamNotFoundException();
		}
		return run;
	}

	private SharedStream getDistant(String id) {
		SharedStream stream = findDistant(id);
		if (stream == null) {
			throw new SseStreamNotFoundException();
		}
		return stream;
	}

	private @Nullable SharedStream findDistant(String id) {
		SharedStream stream = ID.matcher(id).matches() ? this.distant.find(id) : null;
		return (stream != null && this.isCaller.test(stream.description().owner())) ? stream : null;
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

	static boolean isNamedStream(String id) {
		return !id.endsWith(UNNAMED);
	}

	@Override
	public SseStream<?> resume(String id) {
		DetachedRun run = this.runs.find(id);
		if (run != null) {
			return checkOwner(run).toResult();
		}
		try {
			return new DistantStream(getDistant(id).description(), this.distant).toResult();
		}
		catch (SseUnavailableException ex) {
			// A browser gives up on anything but a stream (HTML Living Standard, 9.2.3)
			return new LaterStream().toResult();
		}
	}

	@Override
	public void stop(String id) {
		DetachedRun run = this.runs.find(id);
		if (run != null) {
			checkOwner(run).stop();
			return;
		}
		SharedStream stream = getDistant(id);
		if (stream.isRunning()) {
			PrivateRoom.ofOther(this.hub, id, stream.from()).stop();
		}
	}

	@Override
	public @Nullable SseStreamState find(String id) {
		DetachedRun run = this.runs.find(id);
		if (run != null) {
			return this.isCaller.test(run.owner()) ? run.state() : null;
		}
		SharedStream stream = findDistant(id);
		return (stream != null) ? stream.state() : null;
	}

	// The directory may know before the log does: readers end behind what that has to say
	private void takenOver(String id) {
		takenOver(id, 0, (readers) -> this.distant.adopt(id, readers));
	}

	private void takenOver(String id, long last, Consumer<StreamReaders> leave) {
		DetachedRun run = this.runs.find(id);
		if (run != null && run.takenOver(last, leave)) {
			this.executor.execute(run::shareTakenOver);
		}
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
		return count + this.runs.in(state).size();
	}

	/**
	 * End what runs here for those who read it on other nodes, while they can be told.
	 * @param timeout how long to wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	void loseAll(Duration timeout) throws InterruptedException {
		List<DetachedRun> running = this.directory.isShared() ? this.runs.in(SseStreamState.RUNNING) : List.of();
		CountDownLatch left = new CountDownLatch(running.size());
		running.forEach((run) -> this.executor.execute(() -> {
			run.lose();
			left.countDown();
		}));
		left.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void destroy() {
		this.runs.clear();
	}

	/**
	 * Carries out what nodes tell each other.
	 */
	private final class Control implements StreamControl {

		@Override
		public void stop(String id) {
			DetachedRun run = DetachedStreams.this.runs.find(id);
			if (run != null) {
				DetachedStreams.this.executor.execute(run::stop);
			}
		}

		@Override
		public void ended(String id, SseStreamState state, long last) {
			takenOver(id, last, (readers) -> readers.end(SseStreamState.LOST));
			DetachedStreams.this.distant.ended(id, state);
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
