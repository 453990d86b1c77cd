package io.github.ssehub.hub;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.log.LogSettings;

/**
 * The settings of a hub.
 *
 * @param heartbeat the default heartbeat interval, zero for none
 * @param retry the default reconnection time
 * @param maxAge the default age at which streams end, zero for none
 * @param opening how clients are told the position at which a stream starts, by default
 * @param overflow what happens to streams that fall off the end of the log, by default
 * @param maxEventSize the greatest size of an event on the wire, in bytes
 * @param maxRooms the greatest number of rooms that a stream may be in
 * @param maxSnapshots the greatest size of all snapshots that clients have yet to read,
 * in bytes
 * @param admission how many streams requests may open
 * @param drain how streams end at shutdown
 * @param log how much the log keeps
 * @param delivery how events are delivered
 */
public record HubSettings(Duration heartbeat, Duration retry, Duration maxAge, OpeningForm opening,
		OverflowPolicy overflow, long maxEventSize, int maxRooms, long maxSnapshots, AdmissionSettings admission,
		DrainSettings drain, LogSettings log, DeliverySettings delivery) {

	public HubSettings {
		Assert.isTrue(!heartbeat.isNegative(), "'heartbeat' must not be negative");
		Assert.isTrue(!retry.isNegative(), "'retry' must not be negative");
		Assert.isTrue(!maxAge.isNegative(), "'maxAge' must not be negative");
		Assert.isTrue(maxEventSize > 0, "'maxEventSize' must be positive");
		Assert.isTrue(maxRooms > 0, "'maxRooms' must be positive");
		Assert.isTrue(maxSnapshots > 0, "'maxSnapshots' must be positive");
	}

}
