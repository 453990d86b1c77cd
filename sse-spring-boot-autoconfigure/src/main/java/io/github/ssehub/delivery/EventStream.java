package io.github.ssehub.delivery;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamPast;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.WireEvent;

/**
 * One open event stream, as all but its event loop see it. Thread-safe; no method blocks.
 */
public final class EventStream {

	private final EventLoop loop;

	private final StreamListener listener;

	private final Mailbox mailbox;

	private final StreamCursor cursor;

	// Mutable state
	private volatile boolean ended;

	private boolean aborted;

	private @Nullable StreamExchange exchange;

	EventStream(EventLoop loop, StreamListener listener, StreamOptions options, Mailbox mailbox) {
		this.loop = loop;
		this.listener = listener;
		this.mailbox = mailbox;
		this.cursor = new StreamCursor(this, options, mailbox);
	}

	/**
	 * Join the first rooms. From now on the stream misses nothing.
	 * @param rooms the names of the rooms, without duplicates
	 * @param request where the stream asks to start
	 * @return where the stream starts
	 */
	public StreamStart open(Collection<String> rooms, StartRequest request) {
		return this.loop.log().join(rooms, this.loop.mark(), request, (start) -> {
			this.loop.streams().opening();
			// There is nothing to do before the output is there
			this.loop.executeLater(() -> this.loop.streams().open(this.cursor, start));
		});
	}

	/**
	 * Tell that all is ready but the output, without which the stream ends after a while.
	 */
	public void prepared() {
		this.loop.executeLater(() -> this.cursor.markPrepared(this.loop.now()));
	}

	/**
	 * Give the stream what it has missed and the log no longer has, for which it waits.
	 * @param past what it has missed, or {@code null} if that cannot be had
	 * @param released called once it is no longer needed
	 */
	void goBack(@Nullable StreamPast past, Runnable released) {
		this.loop.execute(() -> this.loop.streams().goBack(this.cursor, past, released));
	}

	boolean isFiltered() {
		return this.cursor.isFiltered();
	}

	/**
	 * Give the stream its output. It begins to write with the next {@link #writable()}.
	 * @param sink the output
	 * @param exchange the exchange that the output belongs to
	 * @param opening the opening block, or {@code null} if it was written
	 */
	public void attach(Sink sink, StreamExchange exchange, byte @Nullable [] opening) {
		if (!setExchange(exchange)) {
			exchange.abort();
			return;
		}
		// The loop is woken once, not twice
		this.loop.executeLater(() -> this.loop.streams().attach(this.cursor, sink, opening));
	}

	private synchronized boolean setExchange(StreamExchange exchange) {
		this.exchange = this.aborted ? null : exchange;
		return !this.aborted;
	}

	/**
	 * Tell that the sink takes more.
	 */
	public void writable() {
		this.loop.execute(() -> this.loop.streams().resume(this.cursor));
	}

	/**
	 * Tell that there is something in the mailbox. It is written at once, or within a
	 * millisecond if that happens often.
	 */
	public void sent() {
		this.loop.sent(this.cursor);
	}

	/**
	 * Tell that the client is gone.
	 * @param cause what the container reported
	 */
	public void gone(Throwable cause) {
		this.loop.execute(() -> this.loop.streams().end(this.cursor, CloseReason.CLIENT_GONE, cause));
	}

	/**
	 * End the stream now, whatever it has not been sent yet.
	 * @param reason why it ends
	 */
	public void end(CloseReason reason) {
		this.ended = true;
		this.loop.execute(() -> this.loop.streams().end(this.cursor, reason, null));
	}

	/**
	 * End the response of a stream whose event loop does not get to it.
	 */
	public void abort() {
		StreamExchange exchange;
		synchronized (this) {
			this.ended = true;
			this.aborted = true;
			exchange = takeExchange();
		}
		if (exchange != null) {
			exchange.abort();
		}
	}

	/**
	 * Join a room, from now on.
	 * @param room the name of the room
	 */
	public void join(String room) {
		this.loop.log()
			.join(List.of(room), this.loop.mark(), StartRequest.NOW,
					(start) -> this.loop.execute(() -> this.loop.streams().join(this.cursor, start.rooms().get(0))));
	}

	/**
	 * Leave a room at once, whatever the stream has not been sent of it yet.
	 * @param room the name of the room
	 */
	public void leave(String room) {
		this.loop.execute(() -> this.loop.streams().leave(this.cursor, room));
	}

	/**
	 * Leave a room that was closed, after its last event.
	 * @param room the name of the room
	 * @param last the sequence of the last event
	 */
	public void leaveAfter(String room, long last) {
		this.loop.execute(() -> this.loop.streams().leaveAfter(this.cursor, room, last));
	}

	/**
	 * Send an event to this stream alone.
	 * @param event the sealed event
	 * @return whether it was accepted
	 */
	public boolean send(WireEvent event) {
		return send(event.bytes(), event.length());
	}

	/**
	 * Send a block to this stream alone.
	 * @param bytes holds the block
	 * @param length how many bytes it has
	 * @return whether it was accepted
	 */
	public boolean send(byte[] bytes, int length) {
		if (this.ended) {
			return false;
		}
		boolean accepted = this.mailbox.offer(this.loop.log().head(), bytes, length);
		if (accepted) {
			sent();
		}
		else if (!this.mailbox.isEnded() && this.cursor.options().overflow() == OverflowPolicy.DISCONNECT) {
			this.loop.execute(() -> this.loop.streams().end(this.cursor, CloseReason.OVERFLOW, null));
		}
		return accepted;
	}

	/**
	 * End the stream: after what was broadcast and sent before, or at once if its client
	 * may get nothing more.
	 * @param reason why it ends
	 */
	public void close(CloseReason reason) {
		if (endsAtOnce(reason)) {
			end(reason);
		}
		else if (!this.ended) {
			this.mailbox.force(Message.end(this.loop.log().head(), reason));
			this.loop.execute(() -> this.loop.streams().close(this.cursor, reason));
		}
	}

	/**
	 * Return whether a reason ends streams without what they have not been sent.
	 * @param reason the reason
	 * @return whether it does
	 */
	public static boolean endsAtOnce(CloseReason reason) {
		return reason == CloseReason.KICKED || reason == CloseReason.UNAUTHORIZED || reason == CloseReason.REPLACED;
	}

	/**
	 * Return whether the stream has ended.
	 * @return whether the stream has ended
	 */
	public boolean isEnded() {
		return this.ended;
	}

	void leaveAtMessage(String room, long last) {
		this.mailbox.force(Message.leave(last, room));
	}

	void markEnded() {
		this.ended = true;
		this.mailbox.clear();
	}

	StreamListener listener() {
		return this.listener;
	}

	// Whoever ends the response, nobody else does
	synchronized @Nullable StreamExchange takeExchange() {
		StreamExchange exchange = this.exchange;
		this.exchange = null;
		return exchange;
	}

}
