package io.github.ssehub.log;

import java.util.ArrayList;
import java.util.List;

/**
 * A reader that does nothing by itself, and records what it is told.
 */
final class FakeReader implements LogReader {

	final List<RoomTap> announced = new ArrayList<>();

	int wakes;

	int hurried;

	@Override
	public void grown(RoomTap tap) {
		this.announced.add(tap);
	}

	@Override
	public void wakeIfGrown() {
		this.wakes++;
	}

	@Override
	public void passAtOnce() {
		this.hurried++;
	}

}
