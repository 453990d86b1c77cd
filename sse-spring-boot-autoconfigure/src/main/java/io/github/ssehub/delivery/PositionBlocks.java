package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.wire.EventEncoder;

/**
 * The blocks that tell clients a position, which many are told at the same time. Used by
 * one event loop only.
 */
final class PositionBlocks {

	private final EventEncoder encoder;

	// Mutable state: the last block of each form
	private final byte[] @Nullable [] blocks = new byte[OpeningForm.values().length][];

	private final long[] positions = new long[OpeningForm.values().length];

	PositionBlocks(EventEncoder encoder) {
		this.encoder = encoder;
	}

	byte[] get(OpeningForm form, long position) {
		int index = form.ordinal();
		byte @Nullable [] block = this.blocks[index];
		if (block == null || this.positions[index] != position) {
			block = this.encoder.position(form, position);
			this.blocks[index] = block;
			this.positions[index] = position;
		}
		return block;
	}

}
