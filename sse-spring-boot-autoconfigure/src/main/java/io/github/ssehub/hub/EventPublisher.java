package io.github.ssehub.hub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.springframework.util.Assert;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.WireEvent;

/**
 * Encodes what the application publishes and appends it to the log. Thread-safe. Needs no
 * streams.
 */
final class EventPublisher implements SsePublisher {

	private final EventEncoder encoder;

	private final HubLog log;

	private final BooleanSupplier publishing;

	private final Function<String, RoomRetention> retention;

	// Mutable state
	private volatile boolean prepared;

	// Publishes nothing while publishing is false
	EventPublisher(EventEncoder encoder, HubLog log, Function<String, RoomRetention> retention,
			BooleanSupplier publishing) {
		this.encoder = encoder;
		this.log = log;
		this.retention = retention;
		this.publishing = publishing;
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		Assert.notNull(rooms, "'rooms' must not be null");
		Assert.notNull(event, "'event' must not be null");
		if (!this.publishing.getAsBoolean()) {
			return position();
		}
		Assert.notEmpty(rooms, "'rooms' must not be empty");
		Set<String> names = new LinkedHashSet<>(rooms);
		names.forEach(RoomNames::check);
		prepare();
		long sequence = this.log.journal().append(new LogRecord.Broadcast(names, encode(event)));
		return (event.id() != null) ? event.id() : this.log.ids().format(sequence);
	}

	@Override
	public String position() {
		return this.log.ids().format(this.log.log().head());
	}

	// In a room that the application cannot name, with an id that begins with the prefix
	long publish(PrivateRoom room, SseEvent event) {
		WireEvent encoded = this.encoder.encode(event, room.idPrefix());
		room.count(encoded.bytes().length);
		return this.log.journal().append(new LogRecord.Broadcast(Set.of(room.name()), encoded));
	}

	// The first look-up asks the application: never under the lock of the log. Streams
	// open later, but an application may broadcast while it starts
	private void prepare() {
		if (!this.prepared) {
			this.retention.apply(SseHub.ALL);
			this.prepared = true;
		}
	}

	WireEvent encode(SseEvent event) {
		Assert.isTrue(event.id() == null || !this.log.ids().isOfEpoch(event.id()),
				() -> "Event id '" + event.id() + "' has the form of the hub's own ids");
		return this.encoder.encode(event);
	}

	WireEvent encodeDirect(SseEvent event) {
		WireEvent encoded = encode(event);
		encoded.seal();
		return encoded;
	}

}
