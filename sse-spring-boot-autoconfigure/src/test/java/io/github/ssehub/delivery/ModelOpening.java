package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.ModelHistory.Event;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.WireEvent;

/**
 * How a stream of the model begins: where it must, and with the blocks that the hub would
 * write.
 */
final class ModelOpening {

	static final int SNAPSHOT_PARTS = 2;

	private static final Duration RETRY = Duration.ofSeconds(3);

	private static final long UNKNOWN = -1;

	private final ModelRun run;

	private final @Nullable String id;

	private final long head;

	// Mutable state
	private long held;

	private long endOfHole;

	private long startOfUnknown;

	// Called right after the stream has joined its rooms
	ModelOpening(ModelRun run, @Nullable String id, List<String> rooms) {
		this.run = run;
		this.id = id;
		this.head = run.head();
		this.held = locate(rooms);
	}

	private long locate(List<String> rooms) {
		if (this.id == null) {
			return this.head;
		}
		ModelHistory history = this.run.history();
		if (!this.id.startsWith("e-")) {
			Event event = history.findKept(this.id, rooms);
			return (event != null) ? event.sequence : UNKNOWN;
		}
		long position = Long.parseLong(this.id.substring(2), 36);
		if (!history.isInHole(position)) {
			return (position > this.head) ? UNKNOWN : position;
		}
		Map.Entry<Long, Long> hole = history.holes().lowerEntry(position);
		this.endOfHole = hole.getValue();
		return (position > this.head) ? UNKNOWN : hole.getKey();
	}

	List<ModelMembership> memberships(List<String> rooms) {
		List<ModelMembership> memberships = new ArrayList<>();
		rooms.forEach((room) -> memberships.add(new ModelMembership(room, since(room))));
		this.startOfUnknown = isOfOtherEpoch() ? this.run.history().startOfKept(memberships, this.head) : this.head;
		return memberships;
	}

	private long since(String room) {
		if (!isUnknown()) {
			return this.held;
		}
		return isOfOtherEpoch() ? this.run.history().goneForNew(room, this.head) : this.head;
	}

	private boolean isOfOtherEpoch() {
		return this.id != null && this.id.matches("(?!e-)[a-z]+-[0-9]+");
	}

	boolean isFirst() {
		return this.id == null;
	}

	boolean isUnknown() {
		return this.held == UNKNOWN;
	}

	// Whether all that the client has may be of no use
	boolean isOfOtherHistory() {
		return isUnknown() || isInHole();
	}

	boolean isInHole() {
		return this.endOfHole > 0;
	}

	long held() {
		return Math.max(this.held, 0);
	}

	long endOfHole() {
		return this.endOfHole;
	}

	long startOfUnknown() {
		return this.startOfUnknown;
	}

	// As the hub does
	List<byte[]> snapshot(StreamStart start, OpeningForm form) {
		List<byte[]> blocks = new ArrayList<>();
		int number = this.run.history().size();
		for (int i = 0; i < SNAPSHOT_PARTS; i++) {
			WireEvent event = encoder().encode(SseEvent.of("S" + number + ".".repeat((number * 997) % 4000) + "/" + i));
			event.seal();
			blocks.add(Arrays.copyOf(event.bytes(), event.length()));
		}
		blocks.add(encoder().position(form, this.run.harness().ids.format(start.position())));
		blocks.forEach((block) -> this.run.keepSnapshot(block.length));
		return blocks;
	}

	// As the hub does
	byte[] block(StreamStart start, OpeningForm form, boolean positionLater) {
		String position = positionLater ? null : this.run.harness().ids.format(start.position());
		String resumedId = start.resumedId();
		if (start.gap() == null) {
			return encoder().opening(form, RETRY, (resumedId != null) ? resumedId : position);
		}
		SseGap gap = SseGap.of(this.id, start.gap());
		if (resumedId == null) {
			return encoder().gap(gap, true, RETRY, position);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(encoder().opening(form, RETRY, resumedId));
		bytes.writeBytes(encoder().gap(gap, true, null, (position != null) ? position : resumedId));
		return bytes.toByteArray();
	}

	private EventEncoder encoder() {
		return this.run.harness().encoder;
	}

	@Override
	public String toString() {
		return String.valueOf(this.id);
	}

}
