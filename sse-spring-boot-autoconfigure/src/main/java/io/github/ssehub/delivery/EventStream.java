package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.delivery.Mailbox.Message;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.Start;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.wire.WireEvent;

/**
 * One open event stream: a cursor into the logs of its rooms. Public methods are
 * thread-safe and do not block; all else belongs to the event loop of the stream.
 */
public final class EventStream {

	static final Membership[] NO_MEMBERSHIPS = {};

	private final EventLoop loop;

	private final StreamListener listener;

	private final @Nullable Predicate<SseEventMetadata> filter;

	private final long heartbeatNanos;

	private final OverflowPolicy overflow;

	private final long createdAt;

	private final Mailbox mailbox = new Mailbox();

	// Set by any thread
	private volatile boolean ended;

	// State of the loop
	private @Nullable StreamOutput output;

	private @Nullable StreamExchange exchange;

	private Membership[] memberships = NO_MEMBERSHIPS;

	private final Progress progress = new Progress();

	private int index = -1;

	private boolean filterReported;

	private @Nullable CloseReason closing;

	private long closingSince;

	EventStream(EventLoop loop, StreamListener listener, @Nullable Predicate<SseEventMetadata> filter,
			Duration heartbeat, OverflowPolicy overflow, long now) {
		this.loop = loop;
		this.listener = listener;
		this.filter = filter;
		this.heartbeatNanos = heartbeat.toNanos();
		this.overflow = overflow;
		this.createdAt = now;
	}

	/**
	 * Join the first rooms. From now on the stream misses nothing.
	 * @param rooms the names of the rooms, without duplicates
	 * @param request where the stream asks to start
	 * @return where the stream starts
	 */
	public Start open(Collection<String> rooms, StartRequest request) {
		return this.loop.log().join(rooms, this.loop, request, (start) -> {
			this.loop.streams().opening();
			// There is nothing to do before the output is there
			this.loop.executeLater(() -> this.loop.streams().open(this, start));
		});
	}

	/**
	 * Let a snapshot follow the gap in the place of what is missing. Called before the
	 * stream has an output.
	 * @param snapshot the blocks of the snapshot
	 */
	public void setSnapshot(byte[] snapshot) {
		this.loop.executeLater(() -> this.progress.setSnapshot(snapshot));
	}

	/**
	 * Give the stream its output.
	 * @param sink the output
	 * @param exchange the exchange that the output belongs to
	 * @param opening the opening block, or {@code null} if it was written
	 */
	public void attach(Sink sink, StreamExchange exchange, byte @Nullable [] opening) {
		Runnable task = () -> this.loop.streams().attach(this, sink, exchange, opening);
		if (sink.isReady()) {
			this.loop.execute(task);
		}
		else {
			// There is nothing to do before the sink calls
			// back: the loop is woken once, not twice
			this.loop.executeLater(task);
		}
	}

	/**
	 * Tell that the sink takes more.
	 */
	public void writable() {
		this.loop.execute(() -> this.loop.streams().resume(this));
	}

	/**
	 * Tell that the client is gone.
	 * @param cause what the container reported
	 */
	public void gone(Throwable cause) {
		this.loop.execute(() -> this.loop.streams().end(this, CloseReason.CLIENT_GONE, cause));
	}

	/**
	 * End the stream, which will never get an output.
	 * @param reason why it ends
	 */
	public void abandon(CloseReason reason) {
		this.ended = true;
		this.loop.execute(() -> this.loop.streams().end(this, reason, null));
	}

	/**
	 * Join a room, from now on.
	 * @param room the name of the room
	 */
	public void join(String room) {
		this.loop.log()
			.join(List.of(room), this.loop, StartRequest.NOW,
					(start) -> this.loop.execute(() -> this.loop.streams().join(this, start.members().get(0))));
	}

	/**
	 * Leave a room.
	 * @param room the name of the room
	 */
	public void leave(String room) {
		this.loop.execute(() -> this.loop.streams().leave(this, room));
	}

	/**
	 * Leave a room, after what was broadcast before if the stream keeps up.
	 * @param room the name of the room
	 */
	public void leaveLater(String room) {
		long stamp = this.loop.log().head();
		this.loop.execute(() -> this.loop.leaveAfter(stamp, this, room));
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
		boolean accepted = this.mailbox.offer(new Message(this.loop.log().head(), bytes, length, null));
		if (accepted) {
			writable();
		}
		else if (this.overflow == OverflowPolicy.DISCONNECT) {
			this.loop.execute(() -> this.loop.streams().end(this, CloseReason.OVERFLOW, null));
		}
		return accepted;
	}

	/**
	 * End the stream after what was broadcast and sent before.
	 * @param reason why it ends
	 */
	public void close(CloseReason reason) {
		if (!this.ended) {
			this.mailbox.end(this.loop.log().head(), reason);
			this.loop.execute(() -> this.loop.streams().close(this, reason));
		}
	}

	/**
	 * Return whether the stream has ended.
	 * @return whether the stream has ended
	 */
	public boolean isEnded() {
		return this.ended;
	}

	@Nullable Message nextMessage() {
		return this.mailbox.peek();
	}

	void removeMessage() {
		this.mailbox.remove();
	}

	void markEnded() {
		this.ended = true;
		this.mailbox.clear();
	}

	StreamListener listener() {
		return this.listener;
	}

	@Nullable Predicate<SseEventMetadata> filter() {
		return this.filter;
	}

	// Whether this is the first failure of the filter
	boolean reportFilter() {
		boolean first = !this.filterReported;
		this.filterReported = true;
		return first;
	}

	void markClosing(long now, CloseReason reason) {
		if (this.closing == null) {
			this.closing = reason;
			this.closingSince = now;
		}
	}

	// Why the stream is to end once everything is written, or null
	@Nullable CloseReason closing() {
		return this.closing;
	}

	long closingSince() {
		return this.closingSince;
	}

	OverflowPolicy overflow() {
		return this.overflow;
	}

	long heartbeatNanos() {
		return this.heartbeatNanos;
	}

	long createdAt() {
		return this.createdAt;
	}

	void setOutput(StreamOutput output, StreamExchange exchange) {
		this.output = output;
		this.exchange = exchange;
	}

	@Nullable StreamOutput output() {
		return this.output;
	}

	@Nullable StreamExchange exchange() {
		return this.exchange;
	}

	Progress progress() {
		return this.progress;
	}

	Membership[] memberships() {
		return this.memberships;
	}

	void setMemberships(Membership[] memberships) {
		this.memberships = memberships;
	}

	int index() {
		return this.index;
	}

	void setIndex(int index) {
		this.index = index;
	}

}
