package io.github.ssehub.hub;

/**
 * What happens when a user who may have no more streams opens another one.
 */
public enum PerUserPolicy {

	/**
	 * The request is refused.
	 */
	REFUSE,

	/**
	 * The oldest stream of the user ends at once, and its place goes to the new one.
	 */
	REPLACE

}
