package io.github.ssehub.hub;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.hub.MemberWatch.Watched;

/**
 * A connection whose stream is watched.
 *
 * @param connection the connection
 * @param member who is present by it, or {@code null}
 * @param isTold whether it is told who is there
 */
record WatchedConnection(HubConnection connection, @Nullable String member, boolean isTold) implements Watched {

	@Override
	public boolean send(byte[] block) {
		return this.connection.stream().send(block, block.length);
	}

}
