package io.github.ssehub.metrics;

import java.io.IOException;

import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.ServerHttpObservationFilter;

import io.github.ssehub.web.StartedStreams;

/**
 * Observes requests as another filter does, but those that become streams no longer than
 * until their stream opens: the length of a stream is no response time, and a client that
 * leaves is no error.
 * <p>
 * The other filter ends the observation of an asynchronous request when the container
 * ends the request. It sees a request whose asynchronous context keeps the listener for
 * that back (see {@link ObservedRequest}); nobody else sees that request.
 */
public final class StreamObservationFilter extends ServerHttpObservationFilter {

	private static final String END_ATTRIBUTE = StreamObservationFilter.class.getName() + ".end";

	private final ServerHttpObservationFilter delegate;

	/**
	 * Create a new {@link StreamObservationFilter} instance.
	 * @param delegate the filter that observes requests
	 */
	public StreamObservationFilter(ServerHttpObservationFilter delegate) {
		super(ObservationRegistry.NOOP);
		this.delegate = delegate;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getDispatcherType() == DispatcherType.ASYNC && StartedStreams.isStream(request)) {
			// The end of a stream
			chain.doFilter(request, response);
			return;
		}
		ObservedRequest observed = new ObservedRequest(request, (end) -> request.setAttribute(END_ATTRIBUTE, end));
		this.delegate.doFilter(observed, response,
				(req, res) -> chain.doFilter((req == observed) ? request : req, res));
		if (StartedStreams.isStream(request) && request.getAttribute(END_ATTRIBUTE) instanceof ObservationEnd end) {
			end.endNow();
		}
	}

}
