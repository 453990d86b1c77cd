package io.github.ssehub;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What a stream is to receive, and how. Immutable: each method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class SseSubscription {

	private static final Duration MAX_HEARTBEAT = Duration.ofDays(365);

	private static final SseSubscription EMPTY = new SseSubscription(Set.of(), Map.of(), null, null, null);

	private final Set<String> rooms;

	private final Map<String, Object> attributes;

	private final @Nullable Predicate<SseEventMetadata> filter;

	private final @Nullable Duration heartbeat;

	private final @Nullable Duration retry;

	private SseSubscription(Set<String> rooms, Map<String, Object> attributes,
			@Nullable Predicate<SseEventMetadata> filter, @Nullable Duration heartbeat, @Nullable Duration retry) {
		this.rooms = rooms;
		this.attributes = attributes;
		this.filter = filter;
		this.heartbeat = heartbeat;
		this.retry = retry;
	}

	/**
	 * Subscribe to the given rooms. With no room the stream gets what is broadcast to all
	 * streams and what is sent to it alone.
	 * @param rooms the rooms
	 * @return the subscription
	 */
	public static SseSubscription to(String... rooms) {
		return to(Arrays.asList(rooms));
	}

	/**
	 * Subscribe to the given rooms.
	 * @param rooms the rooms
	 * @return the subscription
	 */
	public static SseSubscription to(Collection<String> rooms) {
		return EMPTY.and(rooms);
	}

	/**
	 * Add rooms.
	 * @param rooms the rooms
	 * @return a changed copy
	 */
	public SseSubscription and(Collection<String> rooms) {
		Assert.notNull(rooms, "'rooms' must not be null");
		Set<String> all = new LinkedHashSet<>(this.rooms);
		for (String room : rooms) {
			Assert.notNull(room, "'rooms' must not contain null");
			all.add(room);
		}
		return new SseSubscription(Collections.unmodifiableSet(all), this.attributes, this.filter, this.heartbeat,
				this.retry);
	}

	/**
	 * Deliver only room events that pass the filter; several filters must all pass.
	 * Events sent to the connection alone are not filtered.
	 * <p>
	 * The filter runs on the event loop that serves many streams: it must be thread-safe
	 * and must not block. A filter that throws does not deliver the event.
	 * @param filter the filter
	 * @return a changed copy
	 */
	public SseSubscription filter(Predicate<SseEventMetadata> filter) {
		Assert.notNull(filter, "'filter' must not be null");
		Predicate<SseEventMetadata> all = (this.filter != null) ? this.filter.and(filter) : filter;
		return new SseSubscription(this.rooms, this.attributes, all, this.heartbeat, this.retry);
	}

	/**
	 * Set an attribute of the connection.
	 * @param name the attribute name
	 * @param value the attribute value
	 * @return a changed copy
	 * @see SseConnection#attributes()
	 */
	public SseSubscription attribute(String name, Object value) {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.notNull(value, "'value' must not be null");
		Map<String, Object> all = new LinkedHashMap<>(this.attributes);
		all.put(name, value);
		return new SseSubscription(this.rooms, Collections.unmodifiableMap(all), this.filter, this.heartbeat,
				this.retry);
	}

	/**
	 * Set the heartbeat interval of the stream.
	 * @param heartbeat the time without a write after which a comment is sent; zero for
	 * no heartbeat
	 * @return a changed copy
	 */
	public SseSubscription heartbeat(Duration heartbeat) {
		Assert.notNull(heartbeat, "'heartbeat' must not be null");
		Assert.isTrue(!heartbeat.isNegative(), "'heartbeat' must not be negative");
		Assert.isTrue(heartbeat.compareTo(MAX_HEARTBEAT) <= 0, "'heartbeat' must not be longer than 365 days");
		return new SseSubscription(this.rooms, this.attributes, this.filter, heartbeat, this.retry);
	}

	/**
	 * Set the reconnection time that the client is told when the stream opens.
	 * @param retry the reconnection time
	 * @return a changed copy
	 */
	public SseSubscription retry(Duration retry) {
		Assert.notNull(retry, "'retry' must not be null");
		Assert.isTrue(!retry.isNegative(), "'retry' must not be negative");
		Assert.isTrue(retry.compareTo(SseEvent.MAX_RETRY) <= 0,
				"'retry' must not be longer than Long.MAX_VALUE milliseconds");
		return new SseSubscription(this.rooms, this.attributes, this.filter, this.heartbeat, retry);
	}

	/**
	 * Return the rooms.
	 * @return the rooms in the order they were given, unmodifiable
	 */
	public Set<String> rooms() {
		return this.rooms;
	}

	/**
	 * Return the attributes.
	 * @return the attributes, unmodifiable
	 */
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	/**
	 * Return the filter.
	 * @return the filter, or {@code null} if every event passes
	 */
	public @Nullable Predicate<SseEventMetadata> filter() {
		return this.filter;
	}

	/**
	 * Return the heartbeat interval.
	 * @return the interval, or {@code null} for the default
	 */
	public @Nullable Duration heartbeat() {
		return this.heartbeat;
	}

	/**
	 * Return the reconnection time.
	 * @return the reconnection time, or {@code null} for the default
	 */
	public @Nullable Duration retry() {
		return this.retry;
	}

	@Override
	public String toString() {
		return "SseSubscription" + this.rooms;
	}

}
