package io.github.ssehub.hub;

/**
 * How far a hub is with its shutdown.
 */
enum HubState {

	/**
	 * Streams open, and events are published.
	 */
	ACCEPTING,

	/**
	 * No stream opens any more; those that are open still get events.
	 */
	DRAINING,

	/**
	 * Streams end, and nothing is published any more unless other nodes have streams.
	 */
	ENDED

}
