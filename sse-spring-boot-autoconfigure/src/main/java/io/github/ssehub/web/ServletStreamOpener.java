package io.github.ssehub.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.Assert;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.StreamOpener;
import io.github.ssehub.source.CallerStreams;

/**
 * Opens streams for requests of Spring MVC. Thread-safe.
 */
public final class ServletStreamOpener implements StreamOpener, AopInfrastructureBean {

	private final HubStreams streams;

	private final Supplier<List<SseConnectInterceptor>> interceptors;

	private final EmitterEvents events;

	private final LastEventIds lastEventIds;

	private final Supplier<List<RequestRelease>> releases;

	private final StreamGuards guards;

	// Mutable state: known with the first request
	private volatile @Nullable ServletContainer container;

	/**
	 * Create a new {@link ServletStreamOpener} instance.
	 * @param streams the streams
	 * @param interceptors supplies those that see each request, in this order; asked with
	 * the first request, since they may depend on the hub
	 * @param serializer writes the data of events that are sent with an emitter
	 * @param lastEventIds finds the last event ids of clients
	 * @param releases supplies what gives back what requests hold; asked with the first
	 * request
	 * @param guards see each stream before it opens
	 */
	public ServletStreamOpener(HubStreams streams, Supplier<List<SseConnectInterceptor>> interceptors,
			SseDataSerializer serializer, LastEventIds lastEventIds, Supplier<List<RequestRelease>> releases,
			StreamGuards guards) {
		this.streams = streams;
		this.interceptors = interceptors;
		this.events = new EmitterEvents(serializer);
		this.lastEventIds = lastEventIds;
		this.releases = releases;
		this.guards = guards;
	}

	@Override
	public SseEmitter open(SseSubscription subscription) {
		Assert.state(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes,
				"No current request: an event stream can be opened only on the thread of a Spring MVC request");
		ServletRequestAttributes attributes = (ServletRequestAttributes) RequestContextHolder
			.currentRequestAttributes();
		return open(attributes.getRequest(), subscription);
	}

	SseEmitter open(HttpServletRequest request, SseSubscription subscription) {
		SseSubscription result = intercept(request, subscription);
		if (!this.streams.isAccepting()) {
			return laterEmitter(request);
		}
		StreamRequest streamRequest = streamRequest(request);
		if (isHead(request)) {
			streamRequest.connection().attributes().putAll(result.attributes());
			this.streams.admission().check(streamRequest.connection(), result);
			return headEmitter(request);
		}
		byte @Nullable [] opening = this.streams.open(streamRequest.connection(), result);
		if (opening == null) {
			streamRequest.connection().abandon();
			return laterEmitter(request);
		}
		return createEmitter(request, streamRequest, opening, this::release);
	}

	SseSubscription intercept(HttpServletRequest request, SseSubscription subscription) {
		SseSubscription result = subscription;
		for (SseConnectInterceptor interceptor : this.interceptors.get()) {
			result = interceptor.connect(new ServletServerHttpRequest(request), result);
			Assert.state(result != null, () -> interceptor + " must return a subscription");
		}
		return result;
	}

	// For a stream that is about to open
	StreamRequest streamRequest(HttpServletRequest request) {
		StreamRequest result = StreamRequest.of(request, this.streams, this.lastEventIds);
		this.guards.opening(request, result);
		return result;
	}

	// As a stream, but for its rooms
	SseEmitter headEmitterForCaller(HttpServletRequest request) {
		this.streams.admission().checkForCaller(streamRequest(request).connection());
		return headEmitter(request);
	}

	boolean isAccepting() {
		return this.streams.isAccepting();
	}

	// On the thread of the request, and on no other that may use what it holds
	void release() {
		this.releases.get().forEach(RequestRelease::release);
	}

	// For a stream for one caller, whose source runs already and may use what the request
	// holds
	SseEmitter createEmitter(HttpServletRequest request, StreamRequest streamRequest, byte[] opening) {
		return createEmitter(request, streamRequest, opening, () -> {
		});
	}

	private SseEmitter createEmitter(HttpServletRequest request, StreamRequest streamRequest, byte[] opening,
			Runnable beforeCommit) {
		HubEmitter emitter = new HubEmitter(streamRequest, opening, this.events, container(request));
		WebAsyncUtils.getAsyncManager(request)
			.registerDeferredResultInterceptor(ServletStreamOpener.class, new Attachment(emitter, beforeCommit));
		return emitter;
	}

	SseEmitter headEmitter(HttpServletRequest request) {
		return new EndedEmitter("", request, container(request));
	}

	SseEmitter goneEmitter(HttpServletRequest request, String lastEventId) {
		byte[] block = this.streams.openings().gone(lastEventId, CallerStreams.END_ID);
		return new EndedEmitter(new String(block, StandardCharsets.UTF_8), request, container(request));
	}

	// Not 503: a browser would never come back (HTML Living Standard, 9.2.3)
	SseEmitter laterEmitter(HttpServletRequest request) {
		return new EndedEmitter(new String(this.streams.openings().comeBackLater(), StandardCharsets.US_ASCII), request,
				container(request));
	}

	ServletContainer container(HttpServletRequest request) {
		ServletContainer container = this.container;
		if (container == null) {
			container = ServletContainer.of(request.getServletContext().getServerInfo());
			this.container = container;
		}
		return container;
	}

	static boolean isHead(HttpServletRequest request) {
		return HttpMethod.HEAD.name().equals(request.getMethod());
	}

	/**
	 * Attaches a stream to its response once that is asynchronous, and tells it when the
	 * container ends the response.
	 */
	private final class Attachment implements DeferredResultProcessingInterceptor {

		private final HubEmitter emitter;

		private final Runnable beforeCommit;

		Attachment(HubEmitter emitter, Runnable beforeCommit) {
			this.emitter = emitter;
			this.beforeCommit = beforeCommit;
		}

		@Override
		public <T> void beforeConcurrentHandling(NativeWebRequest request, DeferredResult<T> deferredResult)
				throws IOException {
			HttpServletRequest servletRequest = request.getNativeRequest(HttpServletRequest.class);
			Assert.state(servletRequest != null, "No servlet request");
			// Not when it is created: the transaction of a controller method is over now
			this.beforeCommit.run();
			this.emitter.commit(ServletStreamOpener.this.streams.connector(), servletRequest);
		}

		@Override
		public <T> void preProcess(NativeWebRequest request, DeferredResult<T> deferredResult) throws IOException {
			this.emitter.connect(ServletStreamOpener.this.streams.connector(), asyncContext(request));
		}

		// There is no timeout, but Tomcat ends what is open when it stops a web
		// application
		@Override
		public <T> boolean handleTimeout(NativeWebRequest request, DeferredResult<T> deferredResult) {
			HubEmitter.completeNow(asyncContext(request));
			return false;
		}

		private static AsyncContext asyncContext(NativeWebRequest request) {
			ServletRequest result = request.getNativeRequest(ServletRequest.class);
			while (result instanceof ServletRequestWrapper wrapper) {
				result = wrapper.getRequest();
			}
			Assert.state(result != null, "No servlet request");
			return result.getAsyncContext();
		}

		@Override
		public <T> boolean handleError(NativeWebRequest request, DeferredResult<T> deferredResult, Throwable ex) {
			this.emitter.connection().stream().gone(ex);
			return true;
		}

		@Override
		public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> deferredResult) {
			this.emitter.connection().stream().gone(new IOException("Response has ended"));
		}

	}

	/**
	 * A stream that ends with its opening.
	 */
	private static final class EndedEmitter extends SseEmitter {

		private final HttpServletRequest request;

		private final ServletContainer container;

		EndedEmitter(String block, HttpServletRequest request, ServletContainer container) {
			super(0L);
			this.request = request;
			this.container = container;
			try {
				send(Set.of(new DataWithMediaType(block, MediaType.TEXT_PLAIN)));
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			complete();
		}

		@Override
		protected void extendResponse(ServerHttpResponse outputMessage) {
			super.extendResponse(outputMessage);
			StreamDispatch.mark(this.request);
			if (outputMessage instanceof ServletServerHttpResponse response) {
				this.container.setHeaders(response.getServletResponse());
			}
		}

	}

}
