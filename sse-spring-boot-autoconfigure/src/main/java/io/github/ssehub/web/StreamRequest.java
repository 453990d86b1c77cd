package io.github.ssehub.web;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;
import io.github.ssehub.hub.ConnectionRequest;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;

/**
 * The connection of a request, from the moment that something asks for it. Used on the
 * threads of the request only.
 */
final class StreamRequest {

	private static final String ATTRIBUTE = StreamRequest.class.getName();

	private static final String LAST_EVENT_ID = "Last-Event-ID";

	private final HubConnection connection;

	// Mutable state
	private boolean attached;

	private @Nullable Exception abort;

	private StreamRequest(HubConnection connection) {
		this.connection = connection;
	}

	static @Nullable StreamRequest find(HttpServletRequest request) {
		return (StreamRequest) request.getAttribute(ATTRIBUTE);
	}

	static StreamRequest of(HttpServletRequest request, HubStreams streams) {
		StreamRequest result = find(request);
		if (result == null) {
			result = new StreamRequest(streams.createConnection(describe(request)));
			request.setAttribute(ATTRIBUTE, result);
		}
		return result;
	}

	private static ConnectionRequest describe(HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		return new ConnectionRequest((principal != null) ? principal.getName() : null, request.getRemoteAddr(),
				request.getRequestURI(), parameters(request), lastEventId(request));
	}

	private static Map<String, List<String>> parameters(HttpServletRequest request) {
		Map<String, String[]> source = request.getParameterMap();
		if (source.isEmpty()) {
			return Map.of();
		}
		Map<String, List<String>> result = new LinkedHashMap<>();
		source.forEach((name, values) -> result.put(name, List.copyOf(Arrays.asList(values))));
		return Collections.unmodifiableMap(result);
	}

	// The header is UTF-8 (HTML Living Standard, 9.2.4), which servers read as ISO 8859-1
	private static @Nullable String lastEventId(HttpServletRequest request) {
		String header = request.getHeader(LAST_EVENT_ID);
		if (header == null) {
			return null;
		}
		String id = new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		return (id.length() > SseEvent.MAX_ID_LENGTH) ? id.substring(0, SseEvent.MAX_ID_LENGTH) : id;
	}

	HubConnection connection() {
		return this.connection;
	}

	boolean isAttached() {
		return this.attached;
	}

	void markAttached() {
		this.attached = true;
	}

	// Set on an event loop before the dispatch that reads it
	void setAbort(Exception abort) {
		this.abort = abort;
	}

	boolean isAbort(Throwable exception) {
		return this.abort == exception;
	}

}
