package io.github.ssehub.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.ModelHistory.Event;

/**
 * Judges what one stream of the model writes, block by block.
 * <p>
 * Nothing is missing in silence: when an id goes beyond an event that the stream owes,
 * the client has the event, or a newer one with its key, or was told by a gap; and no
 * block with an id comes while there is a loss to be told. Nothing comes twice or out of
 * order. No gap is without a new reason, and its id is as the rule has it.
 */
final class ModelJudge {

	private final ModelHistory history;

	private final ModelStream stream;

	private final ModelLosses losses;

	private final Deque<Gap> gaps = new ArrayDeque<>();

	// Mutable state: the position that the client has, and its id as it has it
	private long held;

	private @Nullable String heldId;

	// Nothing is missing up to there
	private long reached;

	private long lastEvent;

	private int lastDirect = -1;

	private int toldGaps;

	// What the client knows by a snapshot: the events before this one
	private int snapshot;

	private int snapshotParts;

	private boolean untold;

	private boolean opened;

	ModelJudge(ModelHistory history, ModelStream stream) {
		this.history = history;
		this.stream = stream;
		this.losses = new ModelLosses(history, stream);
	}

	void start(long held, @Nullable String heldId, int snapshot) {
		this.held = held;
		this.heldId = heldId;
		this.snapshot = snapshot;
	}

	long held() {
		return this.held;
	}

	@Nullable String heldId() {
		return this.heldId;
	}

	// Before the first event that the client does not know by a snapshot
	int snapshot() {
		return this.snapshot;
	}

	int toldGaps() {
		return this.toldGaps;
	}

	// What is in the position of the last event that was begun
	long lastEvent() {
		return this.lastEvent;
	}

	// The engine is about to write a gap, and has judged until now
	void gap(SseGap.@Nullable Reason reason, boolean opening) {
		Map<ModelMembership, Gone> gone = new HashMap<>();
		for (ModelMembership membership : this.stream.memberships()) {
			long atStart = this.stream.goneAtStart(membership);
			gone.put(membership,
					opening ? new Gone(atStart, atStart) : new Gone(this.history.goneThrough(membership.room),
							this.history.surelyGoneThrough(membership.room)));
		}
		this.gaps.add(new Gap(reason, opening, this.stream.horizon(), gone));
	}

	// The first byte of a block
	void begun() {
		this.untold = this.losses.isAnyUntold(this.held);
	}

	void block(ModelBlock block) {
		switch (block.kind()) {
			case GAP -> gapBlock(block);
			case EVENT -> eventBlock(block);
			case DIRECT -> directBlock(block);
			case SNAPSHOT -> snapshotBlock(block);
			case POSITION -> positionBlock(block);
		}
		this.opened = true;
	}

	private void eventBlock(ModelBlock block) {
		Event event = this.history.event(block.number());
		check(event.sequence > this.held, () -> event + " comes twice or out of order");
		check(Objects.equals(block.id(), (event.ownId != null) ? event.ownId : this.stream.format(event.sequence)),
				() -> "id of " + event + " is " + block.id());
		check(this.stream.memberships()
			.stream()
			.anyMatch((membership) -> membership.owes(event) && this.stream.filter().passes(membership.room, event)),
				() -> event + " is not for the client");
		reach(event.sequence - 1);
		moveTo(event.sequence, block.id());
		this.lastEvent = event.sequence;
	}

	private void directBlock(ModelBlock block) {
		long stamp = this.stream.stamp(block.number());
		check(block.number() > this.lastDirect, () -> block + " comes twice or out of order");
		check(this.lastEvent <= stamp, () -> block + " comes after a later event");
		reach(stamp);
		this.lastDirect = block.number();
	}

	private void snapshotBlock(ModelBlock block) {
		check(this.stream.hasSnapshot() && !this.stream.isCleanResume(), () -> "snapshot on a clean resume");
		check(block.part() == this.snapshotParts, () -> block + " is not in its place");
		check(this.lastEvent == 0 && this.lastDirect < 0, () -> block + " does not come in the opening");
		this.snapshotParts++;
		if (this.snapshotParts == ModelOpening.SNAPSHOT_PARTS) {
			this.snapshot = Math.max(this.snapshot, block.number());
		}
	}

	private void positionBlock(ModelBlock block) {
		String id = block.id();
		if (id == null) {
			return;
		}
		if (!this.opened) {
			check(this.stream.opening().isFirst() || id.equals(this.heldId),
					() -> "opening has the id " + id + ", and the client " + this.heldId);
			check(!this.stream.opening().isFirst() || this.stream.parse(id) == this.held,
					() -> "opening has the id " + id);
			this.heldId = id;
			return;
		}
		long position = this.stream.parse(id);
		check(position >= this.held, () -> "position " + position + " is before " + this.held);
		check(!this.history.isInHole(position), () -> "position " + position + " is in a hole");
		reach(position);
		moveTo(position, id);
	}

	private void gapBlock(ModelBlock block) {
		check(!this.gaps.isEmpty(), () -> "gap that the engine did not tell of");
		Gap gap = this.gaps.remove();
		check(Objects.equals(block.lastEventId(), this.heldId),
				() -> "gap names " + block.lastEventId() + ", and the client has " + this.heldId);
		check(gap.reason() != null && gap.reason().name().equalsIgnoreCase(block.reason()), () -> "reason of " + block);
		check(gap.opening() || !this.stream.hasSnapshot(), () -> "gap without a snapshot");
		this.losses.checkReason(gap, this.held);
		gap.gone().forEach((membership, gone) -> membership.tell(gone.through(), gone.surelyThrough()));
		this.toldGaps++;
		String id = block.id();
		if (this.stream.hasSnapshot()) {
			check(id == null || id.equals(this.heldId), () -> "gap before a snapshot has the id " + id);
		}
		else {
			check(id != null, () -> "gap without an id");
			long position = this.stream.parse(id);
			this.losses.checkId(gap, position, this.held);
			check(position >= this.held, () -> "gap at " + position + " is before " + this.held);
			reach(position);
			this.untold = false;
			moveTo(position, id);
		}
	}

	private void moveTo(long position, @Nullable String id) {
		check(position == this.held || !this.untold, () -> "id " + id + " comes before a loss is told");
		check(!hasSnapshotDue(), () -> "id " + id + " comes before the snapshot");
		this.held = position;
		this.heldId = id;
	}

	private boolean hasSnapshotDue() {
		return this.stream.hasSnapshot() && !this.stream.isCleanResume()
				&& this.snapshotParts < ModelOpening.SNAPSHOT_PARTS;
	}

	// The rest of the block that was begun comes behind what the stream owes by now
	void leave(long begun) {
		reach(begun - 1);
		this.reached = Math.max(this.reached, begun - 1);
	}

	// Whatever is owed up to a position was received, or needs not be
	void reach(long position) {
		int size = this.history.size();
		for (int i = this.history.indexAfter(Math.max(this.held, this.reached)); i < size; i++) {
			Event event = this.history.event(i);
			if (event.sequence > position) {
				break;
			}
			check(!this.losses.isMissing(event, this.snapshot), () -> event + " is missing behind " + this.held);
		}
	}

	// The stream has caught up, and its client has got all
	void caughtUp(long head) {
		reach(head);
		check(this.gaps.isEmpty(), () -> "gap is missing");
		check(!hasSnapshotDue(), () -> "snapshot is missing");
		for (ModelMembership membership : this.stream.memberships()) {
			check(membership.left || this.held >= Math.min(membership.toldThrough, this.losses.lastOf(membership)),
					() -> "position " + this.held + " will be told of the same loss again: " + membership.toldThrough);
		}
	}

	void checkDirects(int last) {
		check(this.lastDirect == last, () -> "direct event is missing");
	}

	private void check(boolean condition, Supplier<String> message) {
		if (!condition) {
			throw new AssertionError(this.stream + ": " + message.get());
		}
	}

	/**
	 * A gap, and what was gone from each room when the loss was judged.
	 */
	record Gap(SseGap.@Nullable Reason reason, boolean opening, long horizon, Map<ModelMembership, Gone> gone) {

		List<ModelMembership> memberships() {
			return new ArrayList<>(this.gone.keySet());
		}

	}

	/**
	 * Through which sequence a room had lost all, at most and at least.
	 */
	record Gone(long through, long surelyThrough) {

	}

}
