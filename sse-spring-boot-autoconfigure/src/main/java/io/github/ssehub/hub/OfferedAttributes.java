package io.github.ssehub.hub;

import java.util.Map;

/**
 * The attributes that a connection has while a subscription is judged, and keeps if its
 * stream opens. Another subscription is not judged by those of one that was refused.
 */
final class OfferedAttributes implements AutoCloseable {

	private final Map<String, Object> attributes;

	private final Map<String, Object> before;

	// Mutable state
	private boolean accepted;

	OfferedAttributes(Map<String, Object> attributes, Map<String, Object> offered) {
		this.attributes = attributes;
		this.before = Map.copyOf(attributes);
		attributes.putAll(offered);
	}

	void accept() {
		this.accepted = true;
	}

	@Override
	public void close() {
		if (!this.accepted) {
			this.attributes.keySet().retainAll(this.before.keySet());
			this.attributes.putAll(this.before);
		}
	}

}
