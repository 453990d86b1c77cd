package io.github.ssehub.web;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
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

	private static final String NOT_RETURNED = "Emitter must be the return value of the controller method";

	private final StreamRequest request;

	private final HubConnection connection;

	private final EmitterEvents events;

	private final ServletContainer container;

	// Mutable state of the request thread
	private byte @Nullable [] opening;

	private @Nullable HttpServletResponse response;

	HubEmitter(StreamRequest request, byte[] opening, EmitterEvents events, ServletContainer container) {
		super(0L);
		this.request = request;
		this.connection = request.connection();
		this.opening = opening;
		this.events = events;
		this.container = container;
	}

	@Override
	protected void extendResponse(ServerHttpResponse outputMessage) {
		super.extendResponse(outputMessage);
		Assert.isInstanceOf(ServletServerHttpResponse.class, outputMessage);
		this.response = ((ServletServerHttpResponse) outputMessage).getServletResponse();
		this.container.setHeaders(this.response);
	}

	// On the request thread, before the request is asynchronous: Tomcat would hand the
	// request to another thread if the client is gone by then, and not always end it
	void commit(StreamConnector connector, HttpServletRequest request) throws IOException {
		Assert.state(this.response != null, NOT_RETURNED);
		Assert.state(request.isAsyncSupported(),
				"Asynchronous processing must be enabled for the servlet and all filters of an event stream");
		StreamDispatch.mark(request);
		this.connection.markOpen(this.request.requestedAt());
		try {
			connector.commit(this.response);
		}
		catch (IOException ex) {
			// A client that is gone is not for handlers of the application
			this.request.markAttached();
			this.connection.abandon();
			throw ex;
		}
	}

	// On the request thread, once the request is asynchronous
	void connect(StreamConnector connector, AsyncContext context) throws IOException {
		Assert.state(this.response != null && this.opening != null, NOT_RETURNED);
		this.request.markAttached();
		try {
			connector.connect(this.connection.stream(), this.response, new Exchange(context), this.opening);
		}
		catch (IOException | RuntimeException ex) {
			// Spring tells nobody of the end of what it could not start
			logger.warn("Event stream cannot get the output of its response", ex);
			this.connection.abandon();
			throw ex;
		}
		this.request.markStarted();
		// Else kept for the life of the stream
		this.opening = null;
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
		public Executor starters() {
			return HubEmitter.this.container.starters(this.context);
		}

		@Override
		public Executor callbacks() {
			return HubEmitter.this.container.callbacks();
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
			IOException abort = HubEmitter.this.container.createAbort("Client of an event stream does not read");
			HubEmitter.this.request.setAbort(abort, HubEmitter.this.container);
			end(() -> HubEmitter.super.completeWithError(abort));
		}

		private void end(Runnable dispatch) {
			if (HubEmitter.this.container.isStopping(this.context)) {
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
