package io.github.ssehub.hub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

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

	// Where they cannot be there is never one to wait for
	private static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			EventPublisher.class.getClassLoader());

	private final EventEncoder encoder;

	private final HubLog log;

	private final BooleanSupplier publishing;

	private final Function<String, RoomRetention> retention;

	private final PublishCounters counters = new PublishCounters();

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
		LogRecord.Broadcast record = record(rooms, event);
		return (record != null) ? append(record) : position();
	}

	// Check and encode what is to be published, or return null if nothing is any more
	LogRecord.@Nullable Broadcast record(Collection<String> rooms, SseEvent event) {
		Assert.notNull(rooms, "'rooms' must not be null");
		Assert.notNull(event, "'event' must not be null");
		if (!isPublishing()) {
			return null;
		}
		Assert.notEmpty(rooms, "'rooms' must not be empty");
		Set<String> names = new LinkedHashSet<>(rooms);
		names.forEach(RoomNames::check);
		prepare();
		return new LogRecord.Broadcast(names, encode(event));
	}

	String append(LogRecord.Broadcast record) {
		return id(record, appendRecord(record));
	}

	long appendRecord(LogRecord.Broadcast record) {
		long start = this.counters.start();
		long sequence = this.log.journal().append(record);
		this.counters.published(start);
		return sequence;
	}

	@Override
	public CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		LogRecord.Broadcast record = record(rooms, event);
		if (record == null) {
			return CompletableFuture.completedFuture(position());
		}
		long start = this.counters.start();
		CompletableFuture<Long> appended = this.log.journal().appendAsync(record);
		// Not a stage that depends on it: a failure would be wrapped
		CompletableFuture<String> result = new CompletableFuture<>();
		BiConsumer<@Nullable Long, @Nullable Throwable> complete = (sequence, failure) -> {
			if (sequence != null) {
				this.counters.published(start);
				result.complete(id(record, sequence));
			}
			else {
				result.completeExceptionally((failure != null) ? failure : new IllegalStateException("No sequence"));
			}
		};
		// What depends on it must not run on a thread of the journal
		if (appended.isDone()) {
			appended.whenComplete(complete);
		}
		else {
			appended.whenCompleteAsync(complete);
		}
		return result;
	}

	private String id(LogRecord.Broadcast record, long sequence) {
		String ownId = record.event().ownId();
		return (ownId != null) ? ownId : this.log.ids().format(sequence);
	}

	// What is no event, in its place among the events
	void control(LogRecord record) {
		prepare();
		this.log.journal().append(record);
	}

	// The same, for threads that must not block. Nobody is told whether it works out
	void controlLater(LogRecord record) {
		prepare();
		this.log.journal().appendAsync(record);
	}

	PublishCounters counters() {
		return this.counters;
	}

	boolean isPublishing() {
		return this.publishing.getAsBoolean();
	}

	@Override
	public SsePublisher afterCommit() {
		return TRANSACTIONS ? new AfterCommitPublisher(this) : this;
	}

	@Override
	public String position() {
		return this.log.ids().format(this.log.log().head());
	}

	// For a room that the application cannot name, with an id that begins with its prefix
	LogRecord.Broadcast encode(PrivateRoom room, SseEvent event) {
		return new LogRecord.Broadcast(Set.of(room.name()), this.encoder.encode(event, room.idPrefix()));
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
