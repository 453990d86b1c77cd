package io.github.ssehub.hub;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.log.Start;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * What a stream begins with: the opening block, a gap, a snapshot. Thread-safe.
 */
final class StreamOpenings {

	private final HubSettings settings;

	private final EventEncoder encoder;

	private final EventIds ids;

	private final EventPublisher publisher;

	StreamOpenings(HubSettings settings, EventEncoder encoder, EventIds ids, EventPublisher publisher) {
		this.settings = settings;
		this.encoder = encoder;
		this.ids = ids;
		this.publisher = publisher;
	}

	// A snapshot that belongs behind a gap is left to the stream
	byte[] create(HubConnection connection, EventStream stream, SseSubscription subscription, Start start) {
		OpeningForm form = Objects.requireNonNullElse(subscription.opening(), this.settings.opening());
		Duration retry = Objects.requireNonNullElse(subscription.retry(), this.settings.retry());
		byte[] snapshot = start.isCleanResume() ? null : snapshot(subscription, start.missedThrough());
		String position = this.ids.format(start.position());
		if (start.gap() != null && !start.isGapFirst()) {
			if (snapshot != null) {
				stream.setSnapshot(snapshot);
			}
			return this.encoder.opening(form, retry, Objects.requireNonNullElse(start.resumedId(), position));
		}
		// A client that is cut off within a snapshot
		// must come back as it came, to get it all
		String id = (snapshot != null) ? null : position;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (start.gap() == null) {
			bytes.writeBytes(this.encoder.opening(form, retry, (start.resumedId() != null) ? start.resumedId() : id));
		}
		else {
			writeGap(bytes, new SseGap(connection.lastEventId(), start.gap()), form, retry, start.resumedId(), id);
		}
		if (snapshot != null) {
			bytes.writeBytes(snapshot);
			bytes.writeBytes(this.encoder.position(form, start.position()));
		}
		return bytes.toByteArray();
	}

	private byte @Nullable [] snapshot(SseSubscription subscription, long position) {
		Function<String, ? extends Collection<SseEvent>> snapshot = subscription.snapshot();
		if (snapshot == null) {
			return null;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (SseEvent event : snapshot.apply(this.ids.format(position))) {
			WireEvent encoded = this.publisher.encodeDirect(event);
			bytes.write(encoded.bytes(), 0, encoded.length());
		}
		return bytes.toByteArray();
	}

	// A client that is cut off before it is told of the gap must come back with the
	// id that it has: one that cannot be repeated is opened by the gap itself, since
	// a block without an id would clear it (HTML Living Standard, 9.2.6)
	private void writeGap(ByteArrayOutputStream bytes, SseGap gap, OpeningForm form, Duration retry,
			@Nullable String resumedId, @Nullable String id) {
		if (resumedId == null) {
			bytes.writeBytes(this.encoder.gap(gap, retry, id));
			return;
		}
		bytes.writeBytes(this.encoder.opening(form, retry, resumedId));
		bytes.writeBytes(this.encoder.gap(gap, null, (id != null) ? id : resumedId));
	}

}
