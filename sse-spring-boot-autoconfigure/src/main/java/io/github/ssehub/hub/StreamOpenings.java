package io.github.ssehub.hub;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.StreamOptions;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.PingBlocks;
import io.github.ssehub.wire.WireEvent;

/**
 * What a stream begins with: the opening block, a gap, a snapshot. And what a client is
 * told in the place of a stream. Thread-safe.
 */
public final class StreamOpenings {

	private final SubscriptionDefaults defaults;

	private final EventEncoder encoder;

	private final EventIds ids;

	private final EventPublisher publisher;

	private final SnapshotBudget budget;

	private final Duration retry;

	StreamOpenings(HubSettings settings, SubscriptionDefaults defaults, EventEncoder encoder, EventIds ids,
			EventPublisher publisher) {
		this.defaults = defaults;
		this.encoder = encoder;
		this.ids = ids;
		this.publisher = publisher;
		this.retry = settings.retry();
		this.budget = new SnapshotBudget(settings.maxSnapshots());
	}

	/**
	 * Return what tells a client to come back later.
	 * @return the body of the response
	 */
	public byte[] comeBackLater() {
		return EventEncoder.comeBack(this.retry);
	}

	/**
	 * Return what tells a client that may get events of ours that its stream is gone.
	 * @param lastEventId the last event id of the client
	 * @param endId the last event id that it has from now on
	 * @return the body of the response
	 */
	public byte[] gone(String lastEventId, String endId) {
		return this.encoder.gap(SseGap.of(lastEventId, SseGap.Reason.EXPIRED), true, this.retry, endId);
	}

	byte[] create(HubConnection connection, SseSubscription subscription, StreamStart start, StreamOptions options) {
		Duration retry = this.defaults.retry(subscription);
		// A client that is cut off within a snapshot
		// must come back as it came, to get it all
		boolean positionLater = subscription.snapshot() != null && !start.isCleanResume();
		boolean told = !positionLater && options.idPrefix() != null;
		String id = told ? options.told(this.ids.format(start.position())) : null;
		String resumedId = (start.resumedId() != null) ? options.told(start.resumedId()) : null;
		if (start.gap() == null) {
			return opening(options, retry, (resumedId != null) ? resumedId : id);
		}
		return gap(SseGap.of(connection.lastEventId(), start.gap()), options, retry, resumedId, id);
	}

	// A client that is cut off before events that are told no position must come back as
	// it came, to get them all: the last of them has the id
	byte[] createBeforeEvents(HubConnection connection, SseSubscription subscription, StreamOptions options) {
		String held = connection.lastEventId();
		String prefix = options.idPrefix();
		boolean known = held != null && prefix != null && held.startsWith(prefix)
				&& this.ids.parse(held.substring(prefix.length())) >= 0;
		return opening(options, this.defaults.retry(subscription), known ? held : null);
	}

	private byte[] opening(StreamOptions options, Duration retry, @Nullable String id) {
		return options.pings() ? PingBlocks.opening(options.heartbeat(), retry, id)
				: this.encoder.opening(options.form(), retry, id);
	}

	// Return whether there is memory for it now
	boolean addSnapshot(HubConnection connection, SseSubscription subscription, StreamStart start, OpeningForm form) {
		Function<String, ? extends Collection<SseEvent>> snapshot = subscription.snapshot();
		if (snapshot == null) {
			return true;
		}
		Snapshot blocks = new Snapshot(this.budget);
		try {
			for (SseEvent event : snapshot.apply(this.ids.format(start.position()))) {
				WireEvent encoded = this.publisher.encodeDirect(event);
				blocks.add(Arrays.copyOf(encoded.bytes(), encoded.length()));
			}
			blocks.add(this.encoder.position(form, this.ids.format(start.position())));
			return blocks.moveTo(connection.mailbox());
		}
		finally {
			blocks.close();
		}
	}

	// A client that is cut off before it is told of the gap must come back with the
	// id that it has: one that cannot be repeated is opened by the gap itself, since
	// a block without an id would clear it (HTML Living Standard, 9.2.6)
	private byte[] gap(SseGap gap, StreamOptions options, Duration retry, @Nullable String resumedId,
			@Nullable String id) {
		if (resumedId == null) {
			return this.encoder.gap(gap, options.named(), retry, id);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(opening(options, retry, resumedId));
		bytes.writeBytes(this.encoder.gap(gap, options.named(), null, (id != null) ? id : resumedId));
		return bytes.toByteArray();
	}

}
