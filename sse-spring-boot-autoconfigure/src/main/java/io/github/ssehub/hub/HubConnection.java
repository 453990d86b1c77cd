package io.github.ssehub.hub;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseReplay;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.delivery.Mailbox;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.WireEvent;

/**
 * A connection, and its stream once it has one.
 */
public final class HubConnection implements SseConnection {

	private final HubStreams hub;

	private final ConnectionRequest request;

	private final String id = UUID.randomUUID().toString();

	private final Instant openedAt = Instant.now();

	private final Map<String, Object> attributes = new ConcurrentHashMap<>(0);

	private final ConnectionEvents events;

	private final Mailbox mailbox = new Mailbox();

	private final ConnectionState state;

	private final EndSignal end = new EndSignal();

	private final DrainGrace drainGrace = new DrainGrace();

	// Mutable state
	private volatile boolean open;

	HubConnection(HubStreams hub, ConnectionRequest request) {
		this.hub = hub;
		this.request = request;
		this.events = new ConnectionEvents(this, hub.notifier(), hub.connections().counters());
		this.state = new ConnectionState(this, hub.admission(), hub.connections());
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	ConnectionEvents events() {
		return this.events;
	}

	// Joins what was asked for until now and what the subscription names
	StreamStart open(EventStream stream, SseSubscription subscription, Set<String> liveOnly, boolean past) {
		SseReplay replay = subscription.replay();
		StreamStart start = this.state.open(stream, subscription.rooms(),
				new StartRequest(lastEventId(), replay.resumable(), replay.since(), replay.latest(), replay.keyedOnly(),
						subscription.filter() != null, liveOnly, past));
		this.events.opensWith(start.gap());
		return start;
	}

	StreamStart openForCaller(EventStream stream, SseSubscription subscription, CallerStart from) {
		StreamStart start = this.state.openForCaller(stream, from.room(), from.request());
		this.attributes.putAll(subscription.attributes());
		this.events.opensWith(start.gap());
		return start;
	}

	void onEnd(Runnable callback) {
		this.end.listen(callback);
	}

	ConnectionState state() {
		return this.state;
	}

	DrainGrace drainGrace() {
		return this.drainGrace;
	}

	boolean asksForPings() {
		return this.request.asksForPings();
	}

	ConnectionLogin login() {
		return this.request.login();
	}

	boolean hasStream() {
		return currentStream() != null;
	}

	@Nullable EventStream currentStream() {
		return this.state.stream();
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Show the connection to the application. Called before the client may know that the
	 * stream is open.
	 * @param requestedAt when the request came, a time of {@link System#nanoTime()}
	 */
	public void markOpen(long requestedAt) {
		this.events.requestedAt(requestedAt);
		this.open = true;
	}

	/**
	 * Return the stream.
	 * @return the stream
	 * @throws IllegalStateException if there is none yet
	 */
	public EventStream stream() {
		EventStream stream = this.state.stream();
		Assert.state(stream != null, "Connection has no event stream yet");
		return stream;
	}

	/**
	 * Forget the connection, whose response will never be an event stream.
	 */
	public void abandon() {
		EventStream stream = this.state.abandon();
		over();
		this.mailbox.clear();
		if (stream != null) {
			stream.end(CloseReason.ERROR);
		}
	}

	// The event loop does not get to the stream
	void abort() {
		EventStream stream = this.state.stream();
		if (stream != null) {
			stream.abort();
		}
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public @Nullable String user() {
		return this.request.user();
	}

	@Override
	public @Nullable Principal principal() {
		return login().principal();
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.request.remoteAddress();
	}

	@Override
	public String path() {
		return this.request.path();
	}

	@Override
	public Map<String, List<String>> parameters() {
		return this.request.parameters();
	}

	@Override
	public Instant openedAt() {
		return this.openedAt;
	}

	@Override
	public @Nullable String lastEventId() {
		return this.request.lastEventId();
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public Set<String> rooms() {
		return this.state.rooms();
	}

	@Override
	public void join(String room) {
		this.state.join(room);
	}

	@Override
	public void leave(String room) {
		this.state.leave(room);
	}

	void leaveClosed(String room, long last) {
		this.state.leaveClosed(room, last);
	}

	@Override
	public boolean isIn(String room) {
		return this.state.isIn(room);
	}

	@Override
	public boolean send(SseEvent event) {
		return send(this.hub.encodeDirect(event));
	}

	boolean send(WireEvent event) {
		if (this.state.hasEnded()) {
			return false;
		}
		EventStream stream = this.state.stream();
		if (stream != null) {
			return stream.send(event);
		}
		boolean accepted = this.mailbox.offer(this.hub.log().head(), event.bytes(), event.length());
		EventStream opened = this.state.stream();
		if (accepted && opened != null) {
			opened.sent();
		}
		return accepted;
	}

	/**
	 * Send a block that is encoded already to this stream alone.
	 * @param block the block
	 * @return whether it was accepted
	 */
	public boolean sendBlock(byte[] block) {
		this.hub.encoder().checkSize(block.length);
		return stream().send(block, block.length);
	}

	/**
	 * Run code of the application where listeners are called.
	 * @param callback the code
	 */
	public void execute(Runnable callback) {
		this.events.execute(callback);
	}

	@Override
	public void close() {
		close(CloseReason.COMPLETED);
	}

	/**
	 * End the stream: after what was sent to it before, or at once if the client may get
	 * nothing more.
	 * @param reason why it ends
	 */
	public void close(CloseReason reason) {
		this.state.close(reason);
		if (!hasStream()) {
			// What it would open with is not wanted any more
			this.end.give();
		}
	}

	private void over() {
		this.hub.remove(this);
		this.open = false;
		this.end.give();
	}

	void ended(CloseReason reason) {
		over();
		this.state.ended(reason);
	}

	@Override
	public String toString() {
		return "SseConnection[" + this.id + "]";
	}

}
