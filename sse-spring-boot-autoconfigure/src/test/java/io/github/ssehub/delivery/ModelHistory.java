package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.LogView;

/**
 * All that was published in a run of the model, and what the log still has of it.
 */
final class ModelHistory {

	private final LogView log;

	private final ModelSettings settings;

	private final List<Event> events = new ArrayList<>();

	private final Map<String, Map<String, Event>> newestByKey = new HashMap<>();

	private final Map<String, Long> deletedThrough = new HashMap<>();

	private final Map<String, Long> goneUndisturbed = new HashMap<>();

	// By the sequence before a hole, the one behind it
	private final TreeMap<Long, Long> holes = new TreeMap<>();

	ModelHistory(LogView log, ModelSettings settings) {
		this.log = log;
		this.settings = settings;
	}

	@Override
	public String toString() {
		return this.events.stream().map(Event::toString).collect(Collectors.joining(System.lineSeparator()));
	}

	int size() {
		return this.events.size();
	}

	Event event(int number) {
		return this.events.get(number);
	}

	// Called before the event is published, and completed by what it returns
	Event prepare(Set<String> rooms, @Nullable String key, int attribute, @Nullable String ownId) {
		Map<String, Long> goneBefore = new HashMap<>();
		rooms.forEach((room) -> goneBefore.put(room, goneThrough(room)));
		return new Event(this.events.size(), rooms, key, attribute, ownId, goneBefore);
	}

	void published(Event event, long sequence) {
		event.sequence = sequence;
		this.events.add(event);
		if (event.key != null) {
			for (String room : event.rooms) {
				Event before = this.newestByKey.computeIfAbsent(room, (name) -> new HashMap<>()).put(event.key, event);
				if (before != null) {
					before.successors.put(room, event);
				}
			}
		}
	}

	// Something in every room that nobody will ever get
	void lost(long through) {
		Event event = prepare(Set.copyOf(ModelRun.ROOMS), null, ModelFilter.PASSES_ALL, null);
		published(event, through);
	}

	void deleted(String room) {
		this.deletedThrough.put(room, lastOf(room));
		this.newestByKey.remove(room);
	}

	private long lastOf(String room) {
		for (int i = this.events.size() - 1; i >= 0; i--) {
			if (this.events.get(i).rooms.contains(room)) {
				return this.events.get(i).sequence;
			}
		}
		return 0;
	}

	void hole(long after, long to) {
		this.holes.put(after, to);
	}

	TreeMap<Long, Long> holes() {
		return this.holes;
	}

	boolean isInHole(long sequence) {
		Map.Entry<Long, Long> hole = this.holes.lowerEntry(sequence);
		return hole != null && sequence < hole.getValue();
	}

	// The position right before an event, as an id has it
	long before(long sequence) {
		Map.Entry<Long, Long> hole = this.holes.lowerEntry(sequence - 1);
		return (hole != null && sequence - 1 < hole.getValue()) ? hole.getKey() : sequence - 1;
	}

	// Something goes on while a loop is at work, which may have judged before
	void disturbed() {
		if (this.goneUndisturbed.isEmpty()) {
			ModelRun.ROOMS.forEach((room) -> this.goneUndisturbed.put(room, goneThrough(room)));
		}
	}

	void calm() {
		this.goneUndisturbed.clear();
	}

	boolean isDisturbed() {
		return !this.goneUndisturbed.isEmpty();
	}

	// What the loop must have seen to be gone
	long surelyGoneThrough(String room) {
		return this.goneUndisturbed.isEmpty() ? goneThrough(room) : this.goneUndisturbed.get(room);
	}

	// Entries go in their order
	long goneThrough(String room) {
		return this.log.goneThrough(room);
	}

	// For streams that begin now
	long goneForNew(String room, long head) {
		long gone = Math.max(goneThrough(room), this.deletedThrough.getOrDefault(room, 0L));
		return this.settings.isResumable(room) ? gone : Math.max(gone, head);
	}

	// The earliest event with an id of the application's that any of the rooms has
	@Nullable Event findKept(String id, List<String> rooms) {
		for (Event event : this.events) {
			if (id.equals(event.ownId) && rooms.stream()
				.anyMatch((room) -> event.rooms.contains(room) && event.sequence > goneThrough(room))) {
				return event;
			}
		}
		return null;
	}

	// Whether the application gave an id to several events: the earliest one counts
	boolean isAmbiguous(@Nullable String id) {
		return id != null && this.events.stream().filter((event) -> id.equals(event.ownId)).count() > 1;
	}

	// Right before the first event that memberships begin with
	long startOfKept(List<ModelMembership> memberships, long head) {
		for (Event event : this.events) {
			if (memberships.stream()
				.anyMatch((membership) -> event.sequence > membership.since && membership.owes(event))) {
				return before(event.sequence);
			}
		}
		return head;
	}

	// The events after a sequence begin here
	int indexAfter(long sequence) {
		int low = 0;
		int high = this.events.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.events.get(middle).sequence <= sequence) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	// Whether it went without anything that stands in for it
	boolean isLost(Event event, String room, long gone) {
		Event successor = event.successors.get(room);
		return event.sequence <= gone && (successor == null || event.sequence <= successor.goneBefore.get(room));
	}

	// The log may think so: a filter may refuse the newer event with its key, and an
	// event
	// may go while the next one with its key is published
	boolean mayCountAsLost(Event event, String room, long gone, boolean filtered) {
		return event.sequence <= gone && (filtered || this.settings.dropsUnpassed() || isLost(event, room, gone));
	}

	// What is gone for streams that begin, whatever comes later
	boolean isGoneForNew(Event event, String room) {
		return !this.settings.isResumable(room) || event.sequence <= this.deletedThrough.getOrDefault(room, 0L);
	}

	/**
	 * One event.
	 */
	static final class Event {

		final int number;

		final Set<String> rooms;

		final @Nullable String key;

		final int attribute;

		final @Nullable String ownId;

		// Mutable state
		long sequence;

		private final Map<String, Long> goneBefore;

		// In each room, the next one with the key
		private final Map<String, Event> successors = new HashMap<>();

		Event(int number, Set<String> rooms, @Nullable String key, int attribute, @Nullable String ownId,
				Map<String, Long> goneBefore) {
			this.number = number;
			this.rooms = rooms;
			this.key = key;
			this.attribute = attribute;
			this.ownId = ownId;
			this.goneBefore = goneBefore;
		}

		@Nullable Event successor(String room) {
			return this.successors.get(room);
		}

		@Override
		public String toString() {
			return "event " + this.number + " at " + this.sequence + " in " + this.rooms
					+ ((this.key != null) ? " with key " + this.key : "");
		}

	}

}
