package io.github.ssehub.source;

import java.util.concurrent.Executor;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.CallerOutput;
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

	private final int prefetch;

	private final Executor executor;

	/**
	 * Create a new {@link CallerStreams} instance.
	 * @param hub opens the streams
	 * @param prefetch how many elements a source is asked for before they are written
	 * @param executor has the threads on which sources may block
	 */
	public CallerStreams(HubStreams hub, int prefetch, Executor executor) {
		this.hub = hub;
		this.prefetch = prefetch;
		this.executor = executor;
	}

	/**
	 * Subscribe to a source, on the thread of its request.
	 * @param connection the connection of the request
	 * @param stream the source, and what it looks like
	 * @param subscription how the stream is served otherwise
	 * @param firstSignal told of the first signal of the source, with its error if that
	 * is the first; returns whether it takes the error, so that it is not written
	 * @return the run of the source
	 */
	public CallerRun start(HubConnection connection, SseStream<?> stream, SseSubscription subscription,
			Predicate<@Nullable Throwable> firstSignal) {
		OpeningForm form = stream.format().isNamed() ? this.hub.openingForm(subscription) : OpeningForm.BLOCK;
		CallerContext context = CallerContext.capture();
		Executor executor = context.around(this.executor);
		CallerOutput output = new CallerOutput(this.hub, connection);
		SourceRun run = new SourceRun(new ConnectionElementOutput(output, form, stream.doneEvent()), stream.format(),
				this.prefetch, executor, firstSignal);
		context.around(new ElementSources(executor).toPublisher(stream.source())).subscribe(run);
		return new CallerRun(this.hub, connection, subscription.opening(form), run);
	}

	/**
	 * Close a source that is not subscribed to.
	 * @param stream the source
	 */
	public void discard(SseStream<?> stream) {
		ElementSources.close(stream.source());
	}

}
