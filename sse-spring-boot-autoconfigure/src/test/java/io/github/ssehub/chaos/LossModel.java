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
		verifyReceived();
		verifyToldInTime();
		this.reception.gaps().forEach(this::verifyReason);
		if (this.rooms.size() == 1) {
			verifyGapsOfOneRoom();
		}
	}

	private void verifyReceived() {
		assertThat(this.reception.violations()).isEmpty();
		Set<Event> possible = this.expected.stream().map(Published::toEvent).collect(Collectors.toSet());
		assertThat(this.reception.events()).isSubsetOf(possible);
		assertThat(this.reception.events()).extracting(Event::sequence).isSorted().doesNotHaveDuplicates();
	}

	private void verifyToldInTime() {
		List<Step> steps = this.reception.steps();
		for (Published event : this.missing) {
			assertThat(isToldInTime(event, steps)).describedAs("%s is told before anything later", event).isTrue();
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

	/**
	 * Verify what is told where a journal has lost something, which concerns all rooms
	 * and all clients, whatever they have: no gap without a loss, each loss at most once
	 * on a connection, and nothing is missing that is not told. What was rolled back is
	 * told of later where a node has yet to hear from others that it was there.
	 * @param losses the losses
	 */
	void verifyLossesAreTold(List<ClusterLoss> losses) {
		verifyReceived();
		List<Telling> tellings = tellings(losses);
		for (Telling telling : tellings) {
			assertThat(losses).describedAs("Reason of %s", telling).anyMatch(telling::mayBeOf);
		}
		for (ClusterLoss loss : losses) {
			assertThat(tellings.stream().filter((telling) -> telling.isOf(loss)).map(Telling::connection))
				.describedAs("%s is told once a connection", loss)
				.doesNotHaveDuplicates();
		}
		List<Step> steps = this.reception.steps();
		for (Published event : this.missing) {
			assertThat(isToldInTime(event, steps)
					|| losses.stream().anyMatch((loss) -> loss.hasRolledBack(event) && isTold(loss, tellings)))
				.describedAs(() -> "%s is told: %s, %s".formatted(event, losses, around(event, steps)))
				.isTrue();
		}
	}

	private static boolean isTold(ClusterLoss loss, List<Telling> tellings) {
		return tellings.stream().anyMatch((telling) -> telling.isOf(loss));
	}

	// What the client got meanwhile
	private static List<Step> around(Published event, List<Step> steps) {
		int next = 0;
		while (next < steps.size() && steps.get(next).sequence() < event.sequence()) {
			next++;
		}
		return steps.subList(Math.max(0, next - 5), Math.min(steps.size(), next + 10));
	}

	/**
	 * Return what a client was told of losses.
	 * @param losses the losses
	 * @return the gaps, oldest first
	 */
	List<Telling> tellings(List<ClusterLoss> losses) {
		List<Telling> tellings = new ArrayList<>();
		List<Step> steps = this.reception.steps();
		for (int i = 1; i < steps.size(); i++) {
			Step gap = steps.get(i);
			if (gap.gap()) {
				// What comes next tells how far it goes, if its own id is before the loss
				Step next = (i + 1 < steps.size()) ? steps.get(i + 1) : gap;
				boolean whole = losses.stream().anyMatch((loss) -> loss.includes(gap.sequence()));
				boolean cut = !whole && next.connection() != gap.connection();
				tellings.add(new Telling(gap.connection(), steps.get(i - 1).sequence(),
						whole ? gap.sequence() : next.sequence(), cut || next == gap));
			}
		}
		return tellings;
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

	/**
	 * What a gap tells.
	 *
	 * @param connection the connection
	 * @param after where the client was
	 * @param through where it goes on
	 * @param cut whether that is not known, since the connection was cut right behind it
	 */
	record Telling(int connection, long after, long through, boolean cut) {

		boolean isOf(ClusterLoss loss) {
			return !this.cut && loss.includes(this.through);
		}

		private boolean mayBeOf(ClusterLoss loss) {
			return this.after < loss.through() && (this.cut || loss.includes(this.through));
		}

	}

}
