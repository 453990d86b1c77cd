package io.github.ssehub.delivery;

import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.ModelHistory.Event;
import io.github.ssehub.delivery.ModelJudge.Gap;

/**
 * What one stream of the model has lost.
 */
final class ModelLosses {

	private final ModelHistory history;

	private final ModelStream stream;

	ModelLosses(ModelHistory history, ModelStream stream) {
		this.history = history;
		this.stream = stream;
	}

	// Whether the client needs an event that is behind it, and was not told
	boolean isMissing(Event event, int snapshot) {
		boolean told = false;
		for (ModelMembership membership : this.stream.memberships()) {
			if (isOwed(membership, event)) {
				if (event.sequence > membership.toldThrough) {
					return event.number >= snapshot;
				}
				told = true;
			}
		}
		// With a snapshot, a gap is not enough
		return told && this.stream.hasSnapshot() && event.number >= snapshot;
	}

	private boolean isOwed(ModelMembership membership, Event event) {
		return membership.owes(event) && this.stream.filter().passes(membership.room, event)
				&& !isSuperseded(membership, event);
	}

	private boolean isSuperseded(ModelMembership membership, Event event) {
		Event successor = event.successor(membership.room);
		while (successor != null
				&& !(membership.owes(successor) && this.stream.filter().passes(membership.room, successor))) {
			successor = successor.successor(membership.room);
		}
		return successor != null;
	}

	// Whether anything that the loop has passed is gone from all rooms of the stream
	boolean isAnyUntold(long held) {
		if (this.history.isDisturbed()) {
			return false;
		}
		long horizon = this.stream.horizon();
		boolean possible = false;
		for (ModelMembership membership : this.stream.memberships()) {
			long gone = this.history.goneThrough(membership.room);
			possible |= !membership.left
					&& Math.min(gone, horizon) > Math.max(held, Math.max(membership.since, membership.toldThrough));
		}
		if (!possible) {
			return false;
		}
		for (int i = this.history.indexAfter(held); i < this.history.size(); i++) {
			Event event = this.history.event(i);
			if (event.sequence > horizon) {
				return false;
			}
			if (isUntold(event)) {
				return true;
			}
		}
		return false;
	}

	private boolean isUntold(Event event) {
		boolean lost = false;
		for (ModelMembership membership : this.stream.memberships()) {
			if (isOwed(membership, event)) {
				if (event.sequence <= membership.toldThrough
						|| !this.history.isLost(event, membership.room, this.history.goneThrough(membership.room))) {
					return false;
				}
				lost = true;
			}
		}
		return lost;
	}

	// There is something new to tell of
	void checkReason(Gap gap, long held) {
		if (gap.opening() && this.stream.opening().isOfOtherHistory()) {
			return;
		}
		check(gap.reason() != SseGap.Reason.UNKNOWN, "gap for an unknown id, which is known");
		for (int i = this.history.indexAfter(held); i < this.history.size(); i++) {
			Event event = this.history.event(i);
			for (ModelMembership membership : gap.memberships()) {
				if (isReason(gap, membership, event)) {
					return;
				}
			}
			if (gap.opening() && !this.stream.isObserved() && isGoneAnywhere(event)) {
				// Rooms that vanished have one mark for what they have lost
				return;
			}
		}
		check(false, "gap without a loss after " + held);
	}

	private boolean isReason(Gap gap, ModelMembership membership, Event event) {
		// It may have left between the loss and the gap
		boolean owed = membership.left ? event.rooms.contains(membership.room) && event.sequence > membership.since
				: membership.owes(event);
		return owed && event.sequence > membership.surelyToldThrough && mayBeLost(gap, membership, event);
	}

	private boolean mayBeLost(Gap gap, ModelMembership membership, Event event) {
		long gone = gap.gone().get(membership).through();
		return this.history.mayCountAsLost(event, membership.room, gone, this.stream.filter() != ModelFilter.NONE)
				|| (gap.opening() && event.sequence <= gone && this.history.isGoneForNew(event, membership.room));
	}

	private boolean isGoneAnywhere(Event event) {
		return event.rooms.stream().anyMatch((room) -> event.sequence <= this.history.goneThrough(room));
	}

	// The position after the losses, or the one right before the first event that a room
	// has, whatever comes first
	void checkId(Gap gap, long position, long held) {
		check(!this.history.isInHole(position), "gap at " + position + " is in a hole");
		if (gap.reason() == SseGap.Reason.UNKNOWN) {
			checkId(position == this.stream.opening().startOfUnknown(), position, gap);
			return;
		}
		// What the loop has yet to pass it does not know
		boolean first = !gap.opening() && position == Math.max(gap.horizon(), held);
		boolean lost = position == held || (gap.opening() && position == this.stream.opening().endOfHole());
		boolean lostLater = false;
		for (int i = 0; i < this.history.size(); i++) {
			Event event = this.history.event(i);
			for (ModelMembership membership : gap.memberships()) {
				long gone = gap.gone().get(membership).surelyThrough();
				if (!event.rooms.contains(membership.room) || event.sequence <= membership.since) {
					continue;
				}
				boolean kept = event.sequence > membership.toldThrough;
				first |= event.sequence > gone && position == this.history.before(event.sequence);
				lost |= !kept && position == event.sequence;
				check(!kept || event.sequence <= held || event.sequence > position || !isOwed(membership, event),
						"gap at " + position + " is behind " + event);
				lostLater |= !kept && membership.owes(event)
						&& event.sequence > Math.max(membership.toldBefore, Math.max(position, held))
						&& this.history.isLost(event, membership.room, gone);
			}
			lost |= !this.stream.isObserved() && position == event.sequence && isGoneAnywhere(event);
		}
		checkId(first || (lost && !lostLater), position, gap);
	}

	private void checkId(boolean condition, long position, Gap gap) {
		check(condition, "id of " + gap + " is " + position);
	}

	// The last event in a room that was lost and has no newer one in its place, which is
	// of no help where a filter may refuse that
	long lastOf(ModelMembership membership) {
		boolean unfiltered = this.stream.filter() == ModelFilter.NONE;
		for (int i = this.history.size() - 1; i >= 0; i--) {
			Event event = this.history.event(i);
			if (membership.owes(event) && event.sequence <= membership.toldThrough
					&& !(unfiltered && isSuperseded(membership, event))) {
				return event.sequence;
			}
		}
		return 0;
	}

	private void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(this.stream + ": " + message);
		}
	}

}
