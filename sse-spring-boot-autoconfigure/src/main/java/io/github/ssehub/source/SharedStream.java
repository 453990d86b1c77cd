package io.github.ssehub.source;

import io.github.ssehub.SseStreamState;

/**
 * A detached stream of the cluster.
 *
 * @param description what does not change
 * @param node the node that runs its source, or has
 * @param state how far it has come
 * @param from the sequence behind which its events come
 * @param last the sequence of its last event once it has ended, zero if there was none
 */
public record SharedStream(StreamDescription description, String node, SseStreamState state, long from, long last) {

	/**
	 * Return the id.
	 * @return the id
	 */
	public String id() {
		return this.description.id();
	}

	boolean isRunning() {
		return this.state == SseStreamState.RUNNING;
	}

}
