package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

import io.github.ssehub.delivery.Mailbox;

/**
 * A snapshot while it is written, within the budget for all that clients have yet to
 * read.
 */
final class Snapshot implements AutoCloseable {

	private final SnapshotBudget budget;

	private final List<byte[]> blocks = new ArrayList<>();

	private long size;

	private boolean complete = true;

	Snapshot(SnapshotBudget budget) {
		this.budget = budget;
	}

	void add(byte[] block) {
		this.size += block.length;
		Assert.state(this.size <= this.budget.max(), () -> "Snapshot of an event stream has more than the "
				+ this.budget.max() + " bytes that 'sse.limits.snapshots' allows");
		this.complete = this.complete && this.budget.reserve(block.length);
		if (this.complete) {
			this.blocks.add(block);
		}
	}

	// Return whether all of it is there, with a last block that tells a position
	boolean moveTo(Mailbox mailbox) {
		if (!this.complete) {
			return false;
		}
		byte[] position = this.blocks.remove(this.blocks.size() - 1);
		mailbox.begin(this.blocks, position, this.budget::release);
		this.blocks.clear();
		return true;
	}

	@Override
	public void close() {
		this.blocks.forEach((block) -> this.budget.release(block.length));
		this.blocks.clear();
	}

}
