package io.github.ssehub.web;

import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.Assert;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.CloseReason;
import io.github.ssehub.delivery.StreamConnector;
import io.github.ssehub.delivery.StreamExchange;
import io.github.ssehub.hub.HubConnection;

/**
 * The emitter of a stream of the hub. It takes the response from Spring and writes
 * nothing through it: what is sent with it goes to the stream like everything else.
 * <p>
 * It never times out, since a servlet timeout ends a response under the feet of whoever
 * writes to it.
 */
final class HubEmitter extends SseEmitter {

	private static final Log logger = LogFactory.getLog(HubEmitter.class);

	private final StreamRequest request;

	private final HubConnection connection;

	private final EmitterEvents events;

	private final StreamAborter aborter;

	// Mutable state of the request thread
	private byte @Nullable [] opening;

	private @Nullable HttpServletResponse response;

	HubEmitter(StreamRequest request, byte[] opening, EmitterEvents events, StreamAborter aborter) {
		super(0L);
		this.request = request;
		this.connection = request.connection();
		this.opening = opening;
		this.events = events;
		this.aborter = aborter;
	}

	static void setHeaders(HttpServletResponse response) {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform");
		// nginx would collect events until it has a buffer full of them
		response.setHeader("X-Accel-Buffering", "no");
		if (isCompressedByJetty(response)) {
			// It would send nothing before the end of the stream
			response.setHeader(HttpHeaders.CONTENT_ENCODING, "identity");
		}
	}

	// Its handler says so as soon as a request comes, while Tomcat, which sends what is
	// flushed, decides at the commit
	private static boolean isCompressedByJetty(HttpServletResponse response) {
		return !response.containsHeader(HttpHeaders.CONTENT_ENCODING) && response.getHeaders(HttpHeaders.VARY)
			.stream()
			.anyMatch((value) -> value.contains(HttpHeaders.ACCEPT_ENCODING));
	}

	@Override
	protected void extendResponse(ServerHttpResponse outputMessage) {
		super.extendResponse(outputMessage);
		Assert.isInstanceOf(ServletServerHttpResponse.class, outputMessage);
		this.response = ((ServletServerHttpResponse) outputMessage).getServletResponse();
		setHeaders(this.response);
	}

	// On the request thread, once the request is asynchronous
	void attach(StreamConnector connector, AsyncContext context) throws IOException {
		Assert.state(this.response != null && this.opening != null,
				"Emitter must be the return value of the controller method");
		try {
			commit(connector, this.response);
			connector.connect(this.connection.stream(), this.response, this.aborter.threads(context),
					new Exchange(context), this.opening);
		}
		catch (IOException | RuntimeException ex) {
			// Spring tells nobody of the end of what it could not start
			this.connection.abandon();
			throw ex;
		}
		// Else kept for the life of the stream
		this.opening = null;
	}

	private void commit(StreamConnector connector, HttpServletResponse response) throws IOException {
		this.connection.markOpen();
		try {
			connector.commit(response);
			this.request.markAttached();
		}
		catch (IOException ex) {
			// A client that is gone is not for handlers of the application
			this.request.markAttached();
			throw ex;
		}
	}

	// Without a dispatch, and so without the filters and interceptors of Spring MVC
	static void completeNow(AsyncContext context) {
		try {
			context.complete();
		}
		catch (IllegalStateException ex) {
			logger.debug("Response of an event stream is over", ex);
		}
	}

	HubConnection connection() {
		return this.connection;
	}

	@Override
	public void send(SseEventBuilder builder) throws IOException {
		send(builder.build());
	}

	@Override
	public void send(Set<DataWithMediaType> items) throws IOException {
		Assert.state(!this.connection.stream().isEnded(), "Event stream has ended");
		if (!this.connection.sendBlock(this.events.encode(items))) {
			throw new IOException("Event stream has ended, or its client is too far behind");
		}
	}

	@Override
	public void complete() {
		this.connection.close();
	}

	@Override
	public void completeWithError(Throwable ex) {
		logger.debug("Event stream is ended with an error", ex);
		this.connection.close(CloseReason.ERROR);
	}

	// Spring calls these under a lock of the response

	@Override
	public void onCompletion(Runnable callback) {
		super.onCompletion(() -> this.connection.execute(callback));
	}

	@Override
	public void onTimeout(Runnable callback) {
		super.onTimeout(() -> this.connection.execute(callback));
	}

	@Override
	public void onError(Consumer<Throwable> callback) {
		super.onError((ex) -> this.connection.execute(() -> callback.accept(ex)));
	}

	@Override
	public String toString() {
		return "HubEmitter[" + this.connection.id() + "]";
	}

	/**
	 * Ends the response through Spring, with its dispatch, its filters and interceptors.
	 */
	private final class Exchange implements StreamExchange {

		private final AsyncContext context;

		Exchange(AsyncContext context) {
			this.context = context;
		}

		@Override
		public void complete() {
			end(HubEmitter.super::complete);
		}

		@Override
		public void gone(Throwable cause) {
			end(() -> HubEmitter.super.completeWithError(new StreamGoneException(cause)));
		}

		@Override
		public void abort() {
			Exception abort = HubEmitter.this.aborter.createAbort("Client of an event stream does not read");
			HubEmitter.this.request.setAbort(abort);
			end(() -> HubEmitter.super.completeWithError(abort));
		}

		private void end(Runnable dispatch) {
			if (HubEmitter.this.aborter.isStopping(this.context)) {
				completeNow(this.context);
				return;
			}
			try {
				dispatch.run();
			}
			catch (RuntimeException ex) {
				logger.debug("Event stream cannot be ended with a dispatch", ex);
				completeNow(this.context);
			}
		}

	}

}
