package io.github.ssehub.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one client has received, over all of its connections. Thread-safe.
 */
final class Reception {

	private static final Pattern GAP = Pattern
		.compile("\\{\"lastEventId\":(?:\"([^\"]*)\"|null),\"reason\":\"([a-z]+)\"}");

	private static final Set<String> POSITION_EVENTS = Set.of("sse-open", "sse-position");

	private final Publication publication;

	private final List<Event> events = new ArrayList<>();

	private final List<Gap> gaps = new ArrayList<>();

	private final List<Step> steps = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private String lastEventId = "";

	private int connections;

	Reception(Publication publication) {
		this.publication = publication;
	}

	synchronized void connected() {
		this.connections++;
	}

	// The client has an id, by an event or without
	synchronized void id(String id) {
		step(id, false);
	}

	synchronized void event(String name, String data, String id) {
		if (name.equals("sse-gap")) {
			gap(data, id);
		}
		else if (name.equals("chaos")) {
			int number = Publication.numberOf(data);
			if (!data.equals(this.publication.data(number))) {
				this.violations.add("Event " + number + " is not what was published: " + data);
			}
			this.events.add(new Event(number, sequence(id)));
		}
		else if (!POSITION_EVENTS.contains(name)) {
			this.violations.add("Unknown event " + name);
		}
		step(id, name.equals("sse-gap"));
	}

	private void step(String id, boolean gap) {
		if (!id.isEmpty()) {
			if (!this.lastEventId.isEmpty() && sequence(id) < sequence(this.lastEventId)) {
				this.violations.add("Id " + id + " comes after " + this.lastEventId);
			}
			this.steps.add(new Step(this.connections, sequence(id), gap));
		}
		this.lastEventId = id;
	}

	private void gap(String data, String id) {
		Matcher matcher = GAP.matcher(data);
		if (!matcher.matches() || this.lastEventId.isEmpty()) {
			this.violations.add("Gap is not one, or of a client without an id: " + data);
			return;
		}
		if (!this.lastEventId.equals(matcher.group(1))) {
			this.violations.add("Gap must have the client's id " + this.lastEventId + ": " + data);
		}
		this.gaps.add(new Gap(sequence(this.lastEventId), id, matcher.group(2)));
	}

	static long sequence(String id) {
		return Long.parseLong(id.substring(id.indexOf('-') + 1), 36);
	}

	synchronized boolean hasPosition() {
		return !this.lastEventId.isEmpty();
	}

	synchronized String lastEventId() {
		return this.lastEventId;
	}

	synchronized long lastSequence() {
		return this.events.isEmpty() ? 0 : this.events.get(this.events.size() - 1).sequence();
	}

	synchronized int connections() {
		return this.connections;
	}

	synchronized List<Event> events() {
		return List.copyOf(this.events);
	}

	synchronized List<Gap> gaps() {
		return List.copyOf(this.gaps);
	}

	// All ids in the order in which the client had them
	synchronized List<Step> steps() {
		return List.copyOf(this.steps);
	}

	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	/**
	 * An event.
	 *
	 * @param number which event of the publication it is
	 * @param sequence the position in its id
	 */
	record Event(int number, long sequence) {

	}

	/**
	 * A gap.
	 *
	 * @param after the position of the client before the gap
	 * @param id its id
	 * @param reason its reason
	 */
	record Gap(long after, String id, String reason) {

		long goesOnFrom() {
			return sequence(this.id);
		}

	}

	/**
	 * One id that the client got.
	 *
	 * @param connection on which of its connections
	 * @param sequence the position in the id
	 * @param gap whether it was that of a gap
	 */
	record Step(int connection, long sequence, boolean gap) {

	}

}
