package io.github.ssehub;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The metadata of an event as it was published.
 */
final class BroadcastMetadata implements SseEventMetadata {

	private final String room;

	private final String id;

	private final SseEvent source;

	BroadcastMetadata(String room, String id, SseEvent source) {
		Assert.hasLength(room, "'room' must not be empty");
		Assert.hasLength(id, "'id' must not be empty");
		Assert.notNull(source, "'event' must not be null");
		this.room = room;
		this.id = id;
		this.source = source;
	}

	@Override
	public String room() {
		return this.room;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public @Nullable String event() {
		return this.source.event();
	}

	@Override
	public @Nullable String key() {
		return this.source.key();
	}

	@Override
	public Map<String, Object> attributes() {
		return this.source.attributes();
	}

	@Override
	public String toString() {
		return "SseEventMetadata[room=" + this.room + ", id=" + this.id + ", event=" + event() + "]";
	}

}
