package io.github.ssehub.metrics;

import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request as the filter sees it that observes it: listeners that the filter adds can be
 * told of the end before the request ends.
 */
final class ObservedRequest extends HttpServletRequestWrapper {

	private final Consumer<ObservationEnd> ends;

	ObservedRequest(HttpServletRequest request, Consumer<ObservationEnd> ends) {
		super(request);
		this.ends = ends;
	}

	@Override
	public AsyncContext getAsyncContext() {
		return new ObservedContext(super.getAsyncContext(), this.ends);
	}

	/**
	 * The context of an asynchronous request.
	 */
	private static final class ObservedContext implements AsyncContext {

		private final AsyncContext context;

		private final Consumer<ObservationEnd> ends;

		ObservedContext(AsyncContext context, Consumer<ObservationEnd> ends) {
			this.context = context;
			this.ends = ends;
		}

		@Override
		public void addListener(AsyncListener listener) {
			this.context.addListener(end(listener));
		}

		@Override
		public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
			this.context.addListener(end(listener), request, response);
		}

		private ObservationEnd end(AsyncListener listener) {
			ObservationEnd end = new ObservationEnd(this.context, listener);
			this.ends.accept(end);
			return end;
		}

		@Override
		public ServletRequest getRequest() {
			return this.context.getRequest();
		}

		@Override
		public ServletResponse getResponse() {
			return this.context.getResponse();
		}

		@Override
		public boolean hasOriginalRequestAndResponse() {
			return this.context.hasOriginalRequestAndResponse();
		}

		@Override
		public void dispatch() {
			this.context.dispatch();
		}

		@Override
		public void dispatch(String path) {
			this.context.dispatch(path);
		}

		@Override
		public void dispatch(@Nullable ServletContext context, String path) {
			this.context.dispatch(context, path);
		}

		@Override
		public void complete() {
			this.context.complete();
		}

		@Override
		public void start(Runnable run) {
			this.context.start(run);
		}

		@Override
		public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
			return this.context.createListener(type);
		}

		@Override
		public void setTimeout(long timeout) {
			this.context.setTimeout(timeout);
		}

		@Override
		public long getTimeout() {
			return this.context.getTimeout();
		}

	}

}
