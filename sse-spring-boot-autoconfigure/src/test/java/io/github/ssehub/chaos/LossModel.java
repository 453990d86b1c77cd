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
 * A gap tells of a missing event if the client had not come past the event before, and
 * got no earlier event of the room between the gap and the place of the event. Each
 * missing event has such a gap, and each gap such an event. Where a client is in one room
 * only, the ids say more: the missing events are exactly those from where the client was
 * to the id of the gap, and are told once. With several rooms a client that is cut off
 * before the rooms that lost nothing have been replayed is told again.
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
		for (Gap gap : this.reception.gaps()) {
			assertThat(this.expected).describedAs("Events lost at %s", gap).anyMatch((event) -> explains(event, gap));
			assertThat(gap.goesOnFrom()).isGreaterThanOrEqualTo(gap.after());
		}
		assertThat(this.reception.gaps().stream().filter((gap) -> gap.reason().equals("expired")).map(Gap::connection))
			.doesNotHaveDuplicates();
		if (this.rooms.size() == 1) {
			verifyGapsOfOneRoom();
		}
	}

	// The id of the gap is where the loss ends
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
		if (gap.after() >= event.sequence()) {
			return false;
		}
		return event.rooms().stream().anyMatch((room) -> {
			Long next = this.receivedByRoom.get(room).higher(gap.after());
			return next == null || next > event.sequence();
		});
	}

	// An event in two rooms may be missing from one and come with the other
	private boolean explains(Published event, Gap gap) {
		return (this.missing.contains(event)) ? tellsOf(gap, event)
				: event.rooms().size() > 1 && event.sequence() > gap.after();
	}

	Set<Published> missing() {
		return this.missing;
	}

	// Gaps of which one could say that they tell only what an earlier one has told
	List<Gap> toldAgain() {
		Set<Integer> told = new TreeSet<>();
		List<Gap> result = new ArrayList<>();
		for (Gap gap : this.reception.gaps()) {
			List<Integer> numbers = this.missing.stream()
				.filter((event) -> tellsOf(gap, event))
				.map(Published::number)
				.toList();
			if (!numbers.isEmpty() && told.containsAll(numbers)) {
				result.add(gap);
			}
			told.addAll(numbers);
		}
		return result;
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
