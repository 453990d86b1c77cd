package io.github.ssehub.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.ssehub.chaos.Reception.Event;
import io.github.ssehub.chaos.Reception.Gap;
import io.github.ssehub.chaos.Reception.Step;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may have missed, judged by what was published and what it received.
 * <p>
 * Before the client gets an id that is not before a missing event, a gap comes on the
 * same connection: nothing behind a loss is there before the loss is told. A gap is only
 * told if something behind the client's position is missing; a client that was cut off
 * while it caught up may be told again. Its id is that of a missing event, or comes right
 * before an event that is kept.
 * <p>
 * An event that was published in two rooms of the client counts as missing once one of
 * them has lost it, even if the client gets it through the other.
 */
final class LossModel {

	private final List<String> rooms;

	private final List<Published> expected;

	private final Reception reception;

	private final Set<Published> missing;

	LossModel(List<String> rooms, List<Published> expected, Reception reception) {
		this.rooms = rooms;
		this.expected = expected.stream().sorted(Comparator.comparingLong(Published::sequence)).toList();
		this.reception = reception;
		Set<Integer> received = reception.events().stream().map(Event::number).collect(Collectors.toSet());
		this.missing = new LinkedHashSet<>(this.expected);
		this.missing.removeIf((event) -> received.contains(event.number()));
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
		List<Step> steps = this.reception.steps();
		for (Published event : this.missing) {
			assertThat(isToldInTime(event, steps)).describedAs("%s is told before anything later", event).isTrue();
		}
		this.reception.gaps().forEach(this::verifyReason);
		if (this.rooms.size() == 1) {
			verifyGapsOfOneRoom();
		}
	}

	// On the connection on which the client got beyond the event, and not later
	private static boolean isToldInTime(Published event, List<Step> steps) {
		Step told = null;
		for (Step step : steps) {
			told = step.gap() ? step : told;
			if (step.sequence() >= event.sequence()) {
				return told != null && told.connection() == step.connection();
			}
		}
		return false;
	}

	private void verifyReason(Gap gap) {
		long position = gap.goesOnFrom();
		assertThat(position).describedAs("Position of %s", gap).isGreaterThanOrEqualTo(gap.after());
		assertThat(this.expected).describedAs("Reason of %s", gap)
			.anyMatch((event) -> event.sequence() > gap.after() && mayBeMissing(event));
		assertThat(this.expected).describedAs("Place of %s", gap)
			.anyMatch((event) -> (event.sequence() == position && mayBeMissing(event))
					|| event.sequence() == position + 1);
	}

	private boolean mayBeMissing(Published event) {
		return event.rooms().size() > 1 || this.missing.contains(event);
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
