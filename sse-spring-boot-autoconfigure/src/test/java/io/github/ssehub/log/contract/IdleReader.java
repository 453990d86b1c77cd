package io.github.ssehub.log.contract;

import io.github.ssehub.log.LogReader;
import io.github.ssehub.log.RoomTap;

/**
 * A reader that does nothing by itself.
 */
final class IdleReader implements LogReader {

	@Override
	public void grown(RoomTap tap) {
		// Reads when it is told to
	}

	@Override
	public void wakeIfGrown() {
		// Reads when it is told to
	}

	@Override
	public void passAtOnce() {
		// There is nobody to offer anything to
	}

}
