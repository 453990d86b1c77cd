package io.github.ssehub.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.ssehub.chaos.Reception.Event;
import io.github.ssehub.chaos.Reception.Gap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may have missed, judged by what was published and what it received.
 * <p>
 * A gap tells of a missing event if its id is not before the event, and the client got
 * nothing of the event's room between the two. Each missing event has such a gap. The id
 * of a gap is that of a missing event, and no id is told twice: so each gap tells of an
 * event that none before it has told of.
 * <p>
 * What one room has lost another may still have, if it was published in both: the gap of
 * the first comes right before that event.
 */
final class LossModel {

	private final List<String> rooms;

	private final List<Published> expected;

	private final Reception reception;

	private final Set<Published> missing;

	private final Map<String, NavigableSet<Long>> receivedByRoom = new HashMap<>();

	LossModel(List<String> rooms, List<Published> expected, Reception reception) {
		this.rooms = rooms;
		this.expected = expected.stream().sorted(Comparator.comparingLong(Published::sequence)).toList();
		this.reception = reception;
		Set<Integer> received = reception.events().stream().map(Event::number).collect(Collectors.toSet());
		this.missing = new LinkedHashSet<>(this.expected);
		this.missing.removeIf((event) -> received.contains(event.number()));
		for (String room : rooms) {
			this.receivedByRoom.put(room, new TreeSet<>());
		}
		for (Published event : this.expected) {
			// One in two rooms may have come from either
			if (received.contains(event.number()) && event.rooms().size() == 1) {
				this.receivedByRoom.get(event.rooms().get(0)).add(event.sequence());
			}
		}
	}

	void verifyNothingMissing() {
		assertThat(this.reception.violations()).isEmpty();
		assertThat(this.reception.gaps()).isEmpty();
		assertThat(this.reception.events()).isEqualTo(this.expected.stream().map(Published::toEvent).toList());
	}

	void verifyLossesAreTold() {
		assertThat(this.reception.violations()).isEmpty();
		Set<Event> possible = this.expected.stream().map(Published::toEvent).collect(Collectors.toSet());
		assertThat(this.reception.events()).isSubsetOf(possible);
		assertThat(this.reception.events()).extracting(Event::sequence).isSorted().doesNotHaveDuplicates();
		for (Published event : this.missing) {
			assertThat(gapsThatTellOf(event)).describedAs("Gaps that tell of %s", event).isNotEmpty();
		}
		verifyPlacesOfGaps();
		if (this.rooms.size() == 1) {
			verifyGapsOfOneRoom();
		}
	}

	private void verifyPlacesOfGaps() {
		Gap last = null;
		for (Gap gap : this.reception.gaps()) {
			boolean beforeShared = isShared(gap.goesOnFrom() + 1);
			assertThat(beforeShared || isMissing(gap.goesOnFrom())).describedAs("Place of %s", gap).isTrue();
			assertThat(gap.goesOnFrom()).isGreaterThanOrEqualTo(gap.after());
			boolean isNew = last == null || gap.goesOnFrom() > last.goesOnFrom()
					|| (gap.goesOnFrom() == last.goesOnFrom() && gap.isBeforeEvent() && !last.isBeforeEvent());
			assertThat(isNew).describedAs("%s is told once", gap).isTrue();
			last = gap;
		}
	}

	private boolean isMissing(long sequence) {
		return this.missing.stream().anyMatch((event) -> event.sequence() == sequence);
	}

	private boolean isShared(long sequence) {
		return this.expected.stream().anyMatch((event) -> event.sequence() == sequence && event.rooms().size() > 1);
	}

	// Nothing comes between where the client was and the id of the gap
	private void verifyGapsOfOneRoom() {
		List<Published> told = new ArrayList<>();
		for (Gap gap : this.reception.gaps()) {
			this.expected.stream()
				.filter((event) -> event.sequence() > gap.after() && event.sequence() <= gap.goesOnFrom())
				.forEach(told::add);
		}
		assertThat(told).containsExactlyElementsOf(this.missing);
	}

	private List<Gap> gapsThatTellOf(Published event) {
		return this.reception.gaps().stream().filter((gap) -> tellsOf(gap, event)).toList();
	}

	private boolean tellsOf(Gap gap, Published event) {
		if (gap.goesOnFrom() < event.sequence()) {
			return false;
		}
		return event.rooms().stream().anyMatch((room) -> {
			Long next = this.receivedByRoom.get(room).higher(event.sequence());
			return next == null || next > gap.goesOnFrom();
		});
	}

	Set<Published> missing() {
		return this.missing;
	}

	/**
	 * An event that was published.
	 *
	 * @param number which event of the publication it is
	 * @param sequence its position
	 * @param rooms the client's rooms that it was published in
	 */
	record Published(int number, long sequence, List<String> rooms) {

		Event toEvent() {
			return new Event(this.number, this.sequence);
		}

	}

}
