package io.github.ssehub.hub;

import org.springframework.util.Assert;

/**
 * How many streams requests may open. Zero is for no limit.
 *
 * @param connections the greatest number of streams
 * @param perUser the greatest number of streams of one user
 * @param perUserPolicy what happens above it
 * @param perAddress the greatest number of streams of one remote address
 * @param roomsTotal the greatest number of rooms that all streams together may be in
 */
public record AdmissionSettings(int connections, int perUser, PerUserPolicy perUserPolicy, int perAddress,
		int roomsTotal) {

	/**
	 * No limits.
	 */
	public static final AdmissionSettings UNLIMITED = new AdmissionSettings(0, 0, PerUserPolicy.REFUSE, 0, 0);

	public AdmissionSettings {
		Assert.isTrue(connections >= 0, "'connections' must not be negative");
		Assert.isTrue(perUser >= 0, "'perUser' must not be negative");
		Assert.isTrue(perAddress >= 0, "'perAddress' must not be negative");
		Assert.isTrue(roomsTotal >= 0, "'roomsTotal' must not be negative");
	}

	boolean isUnlimited() {
		return this.connections == 0 && this.perUser == 0 && this.perAddress == 0 && this.roomsTotal == 0;
	}

}
