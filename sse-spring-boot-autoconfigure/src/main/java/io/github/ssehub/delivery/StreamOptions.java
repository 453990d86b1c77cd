package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEventMetadata;

/**
 * How one stream is served.
 *
 * @param filter which events to deliver, or {@code null} for all
 * @param heartbeat the heartbeat interval, zero for none
 * @param overflow what happens if the stream falls off the end of the log
 * @param form how its client is told positions
 * @param idPrefix what ids of the hub begin with for its client, or {@code null} if it is
 * told no positions
 */
public record StreamOptions(@Nullable Predicate<SseEventMetadata> filter, Duration heartbeat, OverflowPolicy overflow,
		OpeningForm form, @Nullable String idPrefix) {

	/**
	 * Create the options of a stream whose client is told the ids of the hub.
	 * @param filter which events to deliver, or {@code null} for all
	 * @param heartbeat the heartbeat interval, zero for none
	 * @param overflow what happens if the stream falls off the end of the log
	 * @param form how its client is told positions
	 */
	public StreamOptions(@Nullable Predicate<SseEventMetadata> filter, Duration heartbeat, OverflowPolicy overflow,
			OpeningForm form) {
		this(filter, heartbeat, overflow, form, "");
	}

	/**
	 * Return an id as the client is told it.
	 * @param id an id of the hub
	 * @return the id
	 */
	public String told(String id) {
		return (this.idPrefix != null) ? this.idPrefix + id : id;
	}

	boolean tellsPositions() {
		return this.idPrefix != null;
	}

}
