package io.github.ssehub;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What a stream is to receive, and how. Immutable: each method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class SseSubscription extends TimedResult<SseSubscription> {

	private Set<String> rooms = Set.of();

	private Map<String, Object> attributes = Map.of();

	private @Nullable Predicate<SseEventMetadata> filter;

	private SubscriptionOptions options = SubscriptionOptions.DEFAULT;

	private SseReplay replay = SseReplay.DEFAULT;

	private @Nullable Function<String, ? extends Collection<SseEvent>> snapshot;

	private SseSubscription() {
		super(StreamTimes.DEFAULT);
	}

	// Fields are set only on a copy that nobody has seen yet
	private SseSubscription(SseSubscription source) {
		super(source.times());
		this.rooms = source.rooms;
		this.attributes = source.attributes;
		this.filter = source.filter;
		this.options = source.options;
		this.replay = source.replay;
		this.snapshot = source.snapshot;
	}

	@Override
	SseSubscription copy() {
		return new SseSubscription(this);
	}

	private SseSubscription with(Consumer<SseSubscription> change) {
		SseSubscription copy = copy();
		change.accept(copy);
		return copy;
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
		return new SseSubscription().and(rooms);
	}

	/**
	 * Add rooms.
	 * @param rooms the rooms
	 * @return a changed copy
	 */
	public SseSubscription and(Collection<String> rooms) {
		Assert.notNull(rooms, "'rooms' must not be null");
		Assert.noNullElements(rooms, "'rooms' must not contain null");
		Set<String> all = new LinkedHashSet<>(this.rooms);
		all.addAll(rooms);
		return with((copy) -> copy.rooms = Collections.unmodifiableSet(all));
	}

	/**
	 * Deliver only room events that pass the filter; several filters must all pass.
	 * Events sent to the connection alone are not filtered. The filter runs on the event
	 * loop that serves many streams: it must be thread-safe and must not block. A filter
	 * that throws does not deliver the event.
	 * @param filter the filter
	 * @return a changed copy
	 */
	public SseSubscription filter(Predicate<SseEventMetadata> filter) {
		Assert.notNull(filter, "'filter' must not be null");
		return with((copy) -> copy.filter = (this.filter != null) ? this.filter.and(filter) : filter);
	}

	/**
	 * Set one of the {@link SseConnection#attributes() attributes} of the connection.
	 * @param name the attribute name
	 * @param value the attribute value
	 * @return a changed copy
	 */
	public SseSubscription attribute(String name, Object value) {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.notNull(value, "'value' must not be null");
		Map<String, Object> all = new LinkedHashMap<>(this.attributes);
		all.put(name, value);
		return with((copy) -> copy.attributes = Collections.unmodifiableMap(all));
	}

	/**
	 * Replay the latest events of each room to a client that does not resume.
	 * @param count how many events of each room, at the most
	 * @return a changed copy
	 */
	public SseSubscription replayLatest(int count) {
		return with((copy) -> copy.replay = this.replay.latest(count));
	}

	/**
	 * Replay all events that the rooms keep to a client that does not resume.
	 * @return a changed copy
	 */
	public SseSubscription replayAll() {
		return with((copy) -> copy.replay = this.replay.latest(Integer.MAX_VALUE));
	}

	/**
	 * Replay the newest event of each {@link SseEvent#key() key} that the rooms keep to a
	 * client that does not resume, and none without a key.
	 * @return a changed copy
	 */
	public SseSubscription replayLatestPerKey() {
		return with((copy) -> copy.replay = this.replay.latestPerKey());
	}

	/**
	 * Replay the events after an id to a client that does not resume. If they are no
	 * longer kept the client is told so, as if it had come back with the id.
	 * @param id an id of the hub, such as {@link SseHub#position()}, or of an event
	 * @return a changed copy
	 */
	public SseSubscription since(String id) {
		return with((copy) -> copy.replay = this.replay.since(id));
	}

	/**
	 * Replay nothing to a client that comes back with a last event id. It is told if it
	 * has missed events.
	 * @return a changed copy
	 */
	public SseSubscription noResume() {
		return with((copy) -> copy.replay = this.replay.notResumable());
	}

	/**
	 * Send the state of things when a client connects for the first time or has missed
	 * events, but not when it resumes: after the opening or the gap, before what is
	 * replayed and live from there.
	 * <p>
	 * The function gets the position from which on the stream misses nothing, and then
	 * reads the state, which so contains everything up to the position and perhaps more:
	 * what may come twice carries a version. It is called on the request thread and may
	 * block; an exception or more than {@code sse.limits.snapshots} fails the request.
	 * <p>
	 * The client is told its position afterwards, so that one which is cut off before
	 * gets it again. A stream that falls off the end of the log ends, for a new snapshot.
	 * @param snapshot returns the events of the state, sent to this stream alone
	 * @return a changed copy
	 */
	public SseSubscription snapshot(Function<String, ? extends Collection<SseEvent>> snapshot) {
		Assert.notNull(snapshot, "'snapshot' must not be null");
		return with((copy) -> copy.snapshot = snapshot);
	}

	/**
	 * Set what happens if the client falls off the end of the log.
	 * @param overflow the policy
	 * @return a changed copy
	 */
	public SseSubscription overflow(OverflowPolicy overflow) {
		return with((copy) -> copy.options = this.options.withOverflow(overflow));
	}

	/**
	 * Set how the client is told its position where there is no event to tell it with.
	 * @param opening the form
	 * @return a changed copy
	 */
	public SseSubscription opening(OpeningForm opening) {
		return with((copy) -> copy.options = this.options.withOpening(opening));
	}

	/**
	 * Have somebody be {@link SsePresence present} in the rooms of the stream.
	 * @param name 1 to 128 characters, not of space alone, no control characters
	 * @return a changed copy
	 * @throws SseMemberNameException if the name is not valid
	 */
	public SseSubscription member(String name) {
		return with((copy) -> copy.options = this.options.withMember(name));
	}

	/**
	 * Tell the client who is in the rooms of the stream: with events {@code sse-presence}
	 * that have all at first, and then what has changed.
	 * @return a changed copy
	 */
	public SseSubscription presence() {
		return with((copy) -> copy.options = this.options.withPresence());
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
	 * Return what is replayed to a client, and whether it may resume.
	 * @return the replay
	 */
	public SseReplay replay() {
		return this.replay;
	}

	/**
	 * Return what reads the state of things, or {@code null}.
	 * @return the function
	 */
	public @Nullable Function<String, ? extends Collection<SseEvent>> snapshot() {
		return this.snapshot;
	}

	/**
	 * Return the overflow policy.
	 * @return the policy, or {@code null} for the default
	 */
	public @Nullable OverflowPolicy overflow() {
		return this.options.overflow();
	}

	/**
	 * Return how the client is told the position.
	 * @return the form, or {@code null} for the default
	 */
	public @Nullable OpeningForm opening() {
		return this.options.opening();
	}

	/**
	 * Return who is present in the rooms of the stream.
	 * @return the name, or {@code null} if it is nobody
	 */
	public @Nullable String member() {
		return this.options.member();
	}

	/**
	 * Return whether the client is told who is in its rooms.
	 * @return whether it is told
	 */
	public boolean tellsPresence() {
		return this.options.presence();
	}

	@Override
	public String toString() {
		return "SseSubscription" + this.rooms;
	}

}
