package io.github.ssehub.redis;

import java.util.Set;

/**
 * Something that a node does with Redis again and again, on the one thread and connection
 * that {@link ClusterNodes} has for all of them. Called by this thread alone.
 */
interface NodeTask {

	/**
	 * What Redis has been told by this node may be gone or old, so that all of it is to
	 * be told again with the next {@link #tick}. Called at first, on each new connection,
	 * and where Redis or the other nodes have forgotten this node.
	 */
	default void reset() {
	}

	/**
	 * Use the connection, for less than a second. Called each second, and soon after
	 * {@link ClusterNodes#wake()}. An exception does not keep the other tasks from being
	 * called; unless Redis has refused a command, it costs the connection.
	 * @param connection the connection
	 * @param live the nodes that are alive, this one among them
	 */
	void tick(ClusterConnection connection, Set<String> live);

}
