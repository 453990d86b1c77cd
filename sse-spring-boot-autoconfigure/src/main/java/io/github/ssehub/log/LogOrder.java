package io.github.ssehub.log;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.RoomLog.Node;

/**
 * All entries of all rooms, oldest first, for limits that span rooms. Guarded by the lock
 * of the {@link EventLog}.
 */
final class LogOrder {

	private @Nullable Node oldest;

	private @Nullable Node newest;

	private long bytes;

	@Nullable Node oldest() {
		return this.oldest;
	}

	long bytes() {
		return this.bytes;
	}

	void add(Node node) {
		node.older = this.newest;
		if (this.newest != null) {
			this.newest.newer = node;
		}
		else {
			this.oldest = node;
		}
		this.newest = node;
		this.bytes += node.size;
	}

	void remove(Node node) {
		if (node.older != null) {
			node.older.newer = node.newer;
		}
		else {
			this.oldest = node.newer;
		}
		if (node.newer != null) {
			node.newer.older = node.older;
		}
		else {
			this.newest = node.older;
		}
		node.older = null;
		node.newer = null;
		this.bytes -= node.size;
	}

}
