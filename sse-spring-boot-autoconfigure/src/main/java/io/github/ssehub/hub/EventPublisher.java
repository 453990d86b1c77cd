package io.github.ssehub.hub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.Assert;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Takes what the application publishes. Thread-safe.
 */
final class EventPublisher {

	private final EventEncoder encoder;

	private final EventIds ids;

	private final LogJournal journal;

	EventPublisher(EventEncoder encoder, EventIds ids, LogJournal journal) {
		this.encoder = encoder;
		this.ids = ids;
		this.journal = journal;
	}

	static SseEvent toEvent(Object data) {
		if (data instanceof SseEvent event) {
			return event;
		}
		if (data instanceof ServerSentEvent<?> event) {
			return toEvent(event);
		}
		return SseEvent.of(data);
	}

	private static SseEvent toEvent(ServerSentEvent<?> source) {
		SseEvent.Builder builder = SseEvent.builder();
		if (source.id() != null) {
			builder.id(source.id());
		}
		if (source.event() != null) {
			builder.event(source.event());
		}
		if (source.retry() != null) {
			builder.retry(source.retry());
		}
		if (source.comment() != null) {
			builder.comment(source.comment());
		}
		if (source.data() != null) {
			builder.data(source.data());
		}
		return builder.build();
	}

	String broadcast(Collection<String> rooms, SseEvent event) {
		Assert.notEmpty(rooms, "'rooms' must not be empty");
		Set<String> names = new LinkedHashSet<>(rooms);
		names.forEach(RoomNames::check);
		long sequence = this.journal.append(new LogRecord.Broadcast(names, encode(event)));
		return (event.id() != null) ? event.id() : this.ids.format(sequence);
	}

	WireEvent encode(SseEvent event) {
		Assert.isTrue(event.id() == null || !this.ids.isOfEpoch(event.id()),
				() -> "Event id '" + event.id() + "' has the form of the hub's own ids");
		if (event.data() != null) {
			refuseAsynchronous(event.data());
		}
		return this.encoder.encode(event);
	}

	// Checked here and not when the event is built, where Reactor need not be known
	private static void refuseAsynchronous(Object data) {
		// The registry knows the types of the JDK only where Reactor is present
		boolean asynchronous = data instanceof CompletionStage || data instanceof Flow.Publisher
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, data) != null;
		Assert.isTrue(!asynchronous, () -> "Event data must be a value, not a " + data.getClass().getName()
				+ ": subscribe to it and publish what it emits");
	}

	WireEvent encodeDirect(SseEvent event) {
		WireEvent encoded = encode(event);
		encoded.seal();
		return encoded;
	}

}
