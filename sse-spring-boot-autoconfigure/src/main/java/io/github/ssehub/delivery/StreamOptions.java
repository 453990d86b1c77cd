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
 * @param named whether its client may get events of ours, which are named {@code sse-*}.
 * If not, it takes all data for that of the application: what we tell it are blocks
 * without data, whatever the form
 * @param pings whether its client has asked to see heartbeats. It then is told positions
 * with events, too
 * @param end how it ends
 */
public record StreamOptions(@Nullable Predicate<SseEventMetadata> filter, Duration heartbeat, OverflowPolicy overflow,
		OpeningForm form, @Nullable String idPrefix, boolean named, boolean pings, EndOptions end) {

	/**
	 * Create the options of a stream.
	 */
	public StreamOptions {
		pings = pings && named;
		if (pings) {
			form = OpeningForm.EVENT;
		}
		else if (!named) {
			form = OpeningForm.BLOCK;
		}
	}

	/**
	 * Create the options of a stream whose client is told the ids of the hub, may get
	 * events of ours, and is not told why the stream ends.
	 * @param filter which events to deliver, or {@code null} for all
	 * @param heartbeat the heartbeat interval, zero for none
	 * @param overflow what happens if the stream falls off the end of the log
	 * @param form how its client is told positions
	 */
	public StreamOptions(@Nullable Predicate<SseEventMetadata> filter, Duration heartbeat, OverflowPolicy overflow,
			OpeningForm form) {
		this(filter, heartbeat, overflow, form, "", true, false, EndOptions.SILENT);
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
