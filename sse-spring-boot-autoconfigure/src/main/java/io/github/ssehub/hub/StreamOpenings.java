package io.github.ssehub.hub;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.log.EventLog;
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

	private final EventLog log;

	private final EventPublisher publisher;

	StreamOpenings(HubSettings settings, EventEncoder encoder, EventIds ids, EventLog log, EventPublisher publisher) {
		this.settings = settings;
		this.encoder = encoder;
		this.ids = ids;
		this.log = log;
		this.publisher = publisher;
	}

	byte[] create(HubConnection connection, SseSubscription subscription, Start start) {
		OpeningForm form = Objects.requireNonNullElse(subscription.opening(), this.settings.opening());
		Duration retry = Objects.requireNonNullElse(subscription.retry(), this.settings.retry());
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (start.gap() == null) {
			bytes.writeBytes(this.encoder.opening(form, retry, openingId(start)));
		}
		else {
			bytes.writeBytes(gap(new SseGap(connection.lastEventId(), start.gap()), form, retry, start));
		}
		if (subscription.snapshot() != null && !start.isCleanResume()) {
			bytes.writeBytes(snapshot(subscription.snapshot(), start.position()));
		}
		return bytes.toByteArray();
	}

	private String openingId(Start start) {
		return (start.resumedId() != null) ? start.resumedId() : this.ids.format(start.position());
	}

	// A client that is cut off before it is told of the gap must come back with the id
	// that
	// it has: one that cannot be repeated is opened by the gap itself, since a block
	// without
	// an id would clear it (HTML Living Standard, 9.2.6)
	private byte[] gap(SseGap gap, OpeningForm form, Duration retry, Start start) {
		if (start.resumedId() == null) {
			return this.encoder.gap(gap, retry, start.position());
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(this.encoder.opening(form, retry, start.resumedId()));
		bytes.writeBytes(this.encoder.gap(gap, null, start.position()));
		return bytes.toByteArray();
	}

	// After a gap in an open stream, whose position is taken first too
	void sendAgain(HubConnection connection, Function<String, ? extends Collection<SseEvent>> snapshot) {
		try {
			connection.stream().sendAlways(snapshot(snapshot, this.log.head()));
		}
		catch (RuntimeException ex) {
			connection.close(CloseReason.ERROR);
			throw ex;
		}
	}

	private byte[] snapshot(Function<String, ? extends Collection<SseEvent>> snapshot, long position) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (SseEvent event : snapshot.apply(this.ids.format(position))) {
			WireEvent encoded = this.publisher.encodeDirect(event);
			bytes.write(encoded.bytes(), 0, encoded.length());
		}
		return bytes.toByteArray();
	}

}
