package io.github.ssehub.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.CallerOptions;
import io.github.ssehub.hub.CallerOutput;
import io.github.ssehub.hub.CallerStart;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;

/**
 * Runs sources for their callers. Thread-safe.
 */
public final class CallerStreams {

	/**
	 * The last event id of a client whose stream is over.
	 */
	public static final String END_ID = "sse-end";

	private final HubStreams hub;

	private final DetachedStreams detached;

	private final int prefetch;

	private final Executor executor;

	private final SourceTimer timer;

	/**
	 * Create a new {@link CallerStreams} instance.
	 * @param hub opens the streams
	 * @param detached has those that run on without a client
	 * @param prefetch how many elements a source is asked for before they are written
	 * @param executor has the threads on which sources may block
	 * @param timer ends batches
	 */
	public CallerStreams(HubStreams hub, DetachedStreams detached, int prefetch, Executor executor, SourceTimer timer) {
		this.hub = hub;
		this.detached = detached;
		this.prefetch = prefetch;
		this.executor = executor;
		this.timer = timer;
	}

	/**
	 * Subscribe to a source, on the thread of its request.
	 * @param connection the connection of the request
	 * @param stream the source, and what it looks like
	 * @param subscription how the stream is served otherwise
	 * @param firstSignal told of the first signal of the source, with its error if that
	 * is the first; returns whether it takes the error, so that it is not written
	 * @return the run of the source
	 * @throws SseConnectionRefusedException if there is no place for the stream
	 */
	public CallerRun start(HubConnection connection, SseStream<?> stream, SseSubscription subscription,
			Predicate<@Nullable Throwable> firstSignal) {
		if (stream.source() instanceof ReadableStream source) {
			CallerRun reader = source.read(connection, subscription);
			if (reader.answer() == CallerRun.Answer.STREAM) {
				this.hub.admission().admitForCaller(connection);
			}
			firstSignal.test(null);
			return reader;
		}
		this.hub.admission().admitForCaller(connection);
		if (stream.keep() != null) {
			return startDetached(connection, stream, subscription, firstSignal);
		}
		CallerOptions options = new CallerOptions(subscription, stream.format().isNamed());
		CallerOutput output = new CallerOutput(this.hub, connection);
		output.spare(subscription);
		SourceRun run = subscribe(stream, stream.format(),
				new ConnectionElementOutput(output, options, stream.doneEvent(), this.detached.attached()), firstSignal,
				(created) -> {
				});
		return CallerRun.of(stream.format().headers(), this.hub.heartbeat(subscription), () -> {
			run.start();
			return this.hub.openForCaller(connection, options, CallerStart.DIRECT, List.of());
		});
	}

	private CallerRun startDetached(HubConnection connection, SseStream<?> stream, SseSubscription subscription,
			Predicate<@Nullable Throwable> firstSignal) {
		DetachedRun detached = this.detached.create(connection.user(), stream);
		Predicate<@Nullable Throwable> first = (error) -> {
			boolean taken = firstSignal.test(error);
			if (taken) {
				this.detached.remove(detached);
			}
			return taken;
		};
		CallerOutput output = new CallerOutput(this.hub, connection);
		output.spare(subscription);
		output.onEnd(() -> this.executor.execute(() -> leaveUnread(detached, firstSignal)));
		try {
			subscribe(stream, detached.format(), detached, first, detached::run);
		}
		catch (RuntimeException | Error ex) {
			this.detached.remove(detached);
			throw ex;
		}
		return CallerRun.of(detached.headers(), this.hub.heartbeat(subscription), () -> {
			detached.start();
			return detached.open(connection, subscription);
		});
	}

	// The client has gone before it was told of the stream: nobody can come back to it
	private void leaveUnread(DetachedRun detached, Predicate<@Nullable Throwable> firstSignal) {
		if (!detached.wasRead()) {
			detached.cancel();
			this.detached.remove(detached);
		}
		firstSignal.test(null);
	}

	private SourceRun subscribe(SseStream<?> stream, SseFormat format, ElementOutput output,
			Predicate<@Nullable Throwable> firstSignal, Consumer<SourceRun> created) {
		CallerContext context = CallerContext.capture();
		Executor executor = context.around(this.executor);
		SourceRun run = new SourceRun(output, format, this.prefetch, executor, firstSignal);
		created.accept(run);
		batched(context.around(new ElementSources(executor).toPublisher(stream.source())), stream, executor)
			.subscribe(run);
		return run;
	}

	/**
	 * Return the stream that a client comes back to.
	 * @param lastEventId the last event id of the client; anything may be in it
	 * @return the stream, or {@code null} if the id is of none
	 * @throws SseStreamNotFoundException if the stream is no longer kept, or that of
	 * another user
	 * @see #isNamed(String)
	 */
	public @Nullable SseStream<?> find(String lastEventId) {
		String id = DetachedStreams.streamOf(lastEventId);
		return (id != null) ? this.detached.resume(id) : null;
	}

	/**
	 * Return whether the client of a stream may get events of ours, also if the stream is
	 * no longer kept.
	 * @param lastEventId the last event id of the client, which is of a stream
	 * @return whether it may
	 */
	public static boolean isNamed(String lastEventId) {
		return DetachedStreams.isNamed(lastEventId);
	}

	private Publisher<Object> batched(Publisher<Object> source, SseStream<?> stream, Executor executor) {
		Duration maxDelay = stream.batchDelay();
		return (maxDelay != null) ? new BatchPublisher(source, stream.batchSize(), maxDelay, this.timer, executor)
				: source;
	}

	/**
	 * Close or cancel a source that is not subscribed to.
	 * @param stream the source
	 */
	public void discard(SseStream<?> stream) {
		ElementSources.discard(stream.source());
	}

}
