package io.github.ssehub.web;

import java.io.IOException;
import java.security.Principal;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.hub.ConnectionLogin;
import io.github.ssehub.hub.ConnectionRequest;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;

/**
 * The connection of a request, from the moment that something asks for it. Used on the
 * threads of the request only.
 */
final class StreamRequest {

	private static final String ATTRIBUTE = StreamRequest.class.getName();

	private static final String START_ATTRIBUTE = ATTRIBUTE + ".start";

	private static final String SESSION_ATTRIBUTE = ATTRIBUTE + ".session";

	private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

	private final HubConnection connection;

	private final long requestedAt;

	// Mutable state
	private boolean attached;

	private boolean started;

	private @Nullable IOException abort;

	private @Nullable ServletContainer container;

	private boolean abortedOutside;

	private boolean guarded;

	private StreamRequest(HubConnection connection, long requestedAt) {
		this.connection = connection;
		this.requestedAt = requestedAt;
	}

	// Its first dispatch, if it has several
	static void markStart(HttpServletRequest request) {
		if (request.getDispatcherType() != DispatcherType.ASYNC) {
			request.setAttribute(START_ATTRIBUTE, System.nanoTime());
		}
	}

	// Which may end before there is a connection
	static void markSession(HttpServletRequest request) {
		if (request.getDispatcherType() != DispatcherType.ASYNC && request.getSession(false) != null) {
			request.setAttribute(SESSION_ATTRIBUTE, true);
		}
	}

	static boolean beganInSession(HttpServletRequest request) {
		return request.getAttribute(SESSION_ATTRIBUTE) != null;
	}

	static @Nullable StreamRequest find(HttpServletRequest request) {
		return (StreamRequest) request.getAttribute(ATTRIBUTE);
	}

	static StreamRequest of(HttpServletRequest request, HubStreams streams, LastEventIds lastEventIds) {
		StreamRequest result = find(request);
		if (result == null) {
			Object start = request.getAttribute(START_ATTRIBUTE);
			result = new StreamRequest(streams.createConnection(describe(request, lastEventIds.find(request))),
					(start != null) ? (long) start : System.nanoTime());
			request.setAttribute(ATTRIBUTE, result);
		}
		return result;
	}

	private static ConnectionRequest describe(HttpServletRequest request, @Nullable String lastEventId) {
		Principal principal = request.getUserPrincipal();
		return new ConnectionRequest((principal != null) ? principal.getName() : null, request.getRemoteAddr(),
				path(request), parameters(request), lastEventId, new ConnectionLogin(principal));
	}

	// The id of a session may be in there
	private static String path(HttpServletRequest request) {
		return PATH_PARAMETERS.matcher(request.getRequestURI()).replaceAll("");
	}

	private static Map<String, List<String>> parameters(HttpServletRequest request) {
		Map<String, String[]> source = RequestParameters.of(request);
		if (source.isEmpty()) {
			return Map.of();
		}
		Map<String, List<String>> result = new LinkedHashMap<>();
		source.forEach((name, values) -> result.put(name, List.copyOf(Arrays.asList(values))));
		return Collections.unmodifiableMap(result);
	}

	HubConnection connection() {
		return this.connection;
	}

	// A time of System.nanoTime()
	long requestedAt() {
		return this.requestedAt;
	}

	// Return whether it was not before
	boolean markGuarded() {
		boolean first = !this.guarded;
		this.guarded = true;
		return first;
	}

	boolean isAttached() {
		return this.attached;
	}

	void markAttached() {
		this.attached = true;
	}

	boolean isStarted() {
		return this.started;
	}

	void markStarted() {
		this.started = true;
	}

	// Set on an event loop before the dispatch that reads it
	void setAbort(IOException abort, ServletContainer container) {
		this.abort = abort;
		this.container = container;
	}

	boolean isAbort(Throwable exception) {
		return this.abort == exception;
	}

	@Nullable IOException abort() {
		return this.abort;
	}

	// By whoever is around all that the application has to do with the dispatch
	void closeConnection(ServletRequest request) throws IOException {
		if (this.abort != null && (this.container == null || !this.container.closeConnection(request))) {
			throw this.abort;
		}
	}

	void markAbortedOutside() {
		this.abortedOutside = true;
	}

	boolean isAbortedOutside() {
		return this.abortedOutside;
	}

}
