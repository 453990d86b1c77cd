package io.github.ssehub.hub;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.StreamListener;
import io.github.ssehub.hub.MemberWatch.Watched;

/**
 * Passes on to listeners of the application what happens to the stream of a connection.
 */
final class ConnectionEvents implements StreamListener {

	private final HubConnection connection;

	private final ListenerNotifier notifier;

	private final ConnectionCounters counters;

	private final ListenerNotifier.Calls calls = new ListenerNotifier.Calls();

	// Mutable state
	private volatile long requestedAt;

	private volatile SseGap.@Nullable Reason firstGap;

	private volatile @Nullable MemberWatch watch;

	private @Nullable Watched watched;

	ConnectionEvents(HubConnection connection, ListenerNotifier notifier, ConnectionCounters counters) {
		this.connection = connection;
		this.notifier = notifier;
		this.counters = counters;
	}

	// Called before the stream is open
	void requestedAt(long nanos) {
		this.requestedAt = nanos;
	}

	// Called before the stream is open, with the gap that its opening tells
	void opensWith(SseGap.@Nullable Reason gap) {
		this.firstGap = gap;
	}

	// Called before the stream is open
	void watch(Supplier<MemberWatch> watch, SseSubscription subscription) {
		if (subscription.member() != null || subscription.tellsPresence()) {
			this.watched = new WatchedConnection(this.connection, subscription.member(), subscription.tellsPresence());
			this.watch = watch.get();
		}
	}

	void execute(Runnable callback) {
		this.notifier.execute(this.calls, callback);
	}

	@Override
	public void opened() {
		this.counters.opened(System.nanoTime() - this.requestedAt);
		this.notifier.opened(this.connection, this.calls);
		SseGap.Reason gap = this.firstGap;
		if (gap != null) {
			gap(SseGap.of(this.connection.lastEventId(), gap));
		}
	}

	@Override
	public void gap(SseGap gap) {
		this.counters.gap(gap.reason());
		this.notifier.notify(this.calls, (listener) -> listener.gap(this.connection, gap));
	}

	@Override
	public void joined(String room) {
		if (!SseHub.ALL.equals(room) && !RoomNames.isPrivate(room)) {
			this.notifier.notify(this.calls, (listener) -> listener.joined(this.connection, room));
			tell((watch, watched) -> watch.joined(watched, room));
		}
	}

	@Override
	public void left(String room) {
		this.notifier.notify(this.calls, (listener) -> listener.left(this.connection, room));
		tell((watch, watched) -> watch.left(watched, room));
	}

	private void tell(BiConsumer<MemberWatch, Watched> call) {
		MemberWatch watch = this.watch;
		if (watch != null && this.watched != null) {
			call.accept(watch, this.watched);
		}
	}

	@Override
	public void closed(CloseReason reason, boolean wasOpen) {
		this.connection.ended(reason);
		if (wasOpen) {
			this.counters.closed(reason);
			this.notifier.closed(this.connection, reason, this.calls);
			tell(MemberWatch::closed);
		}
	}

}
