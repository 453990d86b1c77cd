package io.github.ssehub.hub;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a connection keeps of its request.
 *
 * @param user the name of the principal, or {@code null}
 * @param remoteAddress the remote address, or {@code null}
 * @param path the path
 * @param parameters the request parameters
 * @param lastEventId what the client sent as its last event id, or {@code null}
 * @param login whose it is
 */
public record ConnectionRequest(@Nullable String user, @Nullable String remoteAddress, String path,
		Map<String, List<String>> parameters, @Nullable String lastEventId, ConnectionLogin login) {

	private static final String PING_PARAMETER = "sse-ping";

	// Whatever its value is: how often is not for a client to say
	boolean asksForPings() {
		return this.parameters.containsKey(PING_PARAMETER);
	}

}
