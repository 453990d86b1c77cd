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
	 * Nothing is published any more, and streams end.
	 */
	ENDED

}
