package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

/**
 * A reader that does nothing by itself, and whose taps record what they are told.
 */
final class FakeReader implements LogReader {

	final List<FakeTap> announced = new ArrayList<>();

	int created;

	int wakes;

	int hurried;

	@Override
	public RoomTap createTap(RoomTap.Slot slot) {
		this.created++;
		return new FakeTap(slot, this.announced);
	}

	@Override
	public void wakeIfGrown() {
		this.wakes++;
	}

	@Override
	public void passAtOnce() {
		this.hurried++;
	}

	static final class FakeTap extends RoomTap {

		private final List<FakeTap> announced;

		long held = Long.MAX_VALUE;

		private FakeTap(Slot slot, List<FakeTap> announced) {
			super(slot);
			this.announced = announced;
		}

		@Override
		protected void grown() {
			if (!this.announced.contains(this)) {
				this.announced.add(this);
			}
		}

		@Override
		protected void taken() {
			this.announced.remove(this);
		}

		@Override
		protected long heldFrom() {
			return this.held;
		}

	}

}
