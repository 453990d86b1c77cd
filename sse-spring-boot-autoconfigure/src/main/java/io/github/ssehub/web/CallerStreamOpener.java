package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;

import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.source.CallerRun;
import io.github.ssehub.source.CallerStreams;
import io.github.ssehub.source.SourceTimer;

/**
 * Opens streams for their callers, for requests of Spring MVC. Thread-safe.
 */
public final class CallerStreamOpener implements AopInfrastructureBean {

	private final ServletStreamOpener opener;

	private final CallerStreams streams;

	private final SourceTimer timer;

	/**
	 * Create a new {@link CallerStreamOpener} instance.
	 * @param opener opens streams
	 * @param streams runs sources
	 * @param timer opens streams whose source takes its time
	 */
	public CallerStreamOpener(ServletStreamOpener opener, CallerStreams streams, SourceTimer timer) {
		this.opener = opener;
		this.streams = streams;
		this.timer = timer;
	}

	// Starts the source. The response waits for its first signal: an error is one of the
	// request as long as nothing was sent
	PendingStream start(HttpServletRequest request, SseStream<?> stream, SseSubscription subscription) {
		boolean started = false;
		try {
			SseSubscription result = this.opener.intercept(request, subscription);
			if (!this.opener.isAccepting()) {
				return PendingStream.of(this.opener.laterEmitter(request));
			}
			if (ServletStreamOpener.isHead(request)) {
				return PendingStream.of(this.opener.headEmitterForCaller(request));
			}
			StreamRequest streamRequest = this.opener.streamRequest(request);
			FirstSignal first = new FirstSignal();
			// Before there is a source, which may use what is kept
			this.opener.release();
			CallerRun run = this.streams.start(streamRequest.connection(), stream, result, first);
			started = true;
			if (run.answer() == CallerRun.Answer.NOTHING) {
				return PendingStream.ofNothing();
			}
			if (run.answer() == CallerRun.Answer.LATER) {
				return PendingStream.of(this.opener.laterEmitter(request));
			}
			return new PendingStream(first, run.patience(), run.headers(),
					() -> this.opener.createEmitter(request, streamRequest, run.opening().get()),
					streamRequest.connection()::abandon);
		}
		finally {
			if (!started) {
				this.streams.discard(stream);
			}
		}
	}

	/**
	 * Return the stream that a client comes back to.
	 * @param lastEventId the last event id of the client
	 * @return the stream, or {@code null} if the id is of none
	 * @throws SseStreamNotFoundException if the stream is no longer there for the client
	 */
	@Nullable SseStream<?> find(String lastEventId) {
		return this.streams.find(lastEventId);
	}

	// For a client whose stream is gone: it is told, and does not come back
	PendingStream gone(HttpServletRequest request, String lastEventId) {
		return PendingStream.of(this.opener.goneEmitter(request, lastEventId));
	}

	SourceTimer timer() {
		return this.timer;
	}

}
