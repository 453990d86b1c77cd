package io.github.ssehub;

import org.jspecify.annotations.Nullable;

/**
 * What is replayed to a client that does not resume.
 *
 * @param latest how many of the latest events of each room
 * @param keyedOnly whether only those that have a key
 * @param since the id after which events are replayed instead, or {@code null}
 * @since 0.1.0
 * @see SseSubscription#replayLatest(int)
 */
public record SseReplay(int latest, boolean keyedOnly, @Nullable String since) {

	/**
	 * Nothing: the stream starts now.
	 */
	public static final SseReplay NONE = new SseReplay(0, false, null);

	/**
	 * The newest event of each key.
	 */
	public static final SseReplay PER_KEY = new SseReplay(Integer.MAX_VALUE, true, null);

	static SseReplay latest(int count) {
		return new SseReplay(count, false, null);
	}

	static SseReplay since(String id) {
		return new SseReplay(0, false, id);
	}

}
