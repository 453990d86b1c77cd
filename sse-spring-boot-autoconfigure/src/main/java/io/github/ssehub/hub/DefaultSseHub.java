package io.github.ssehub.hub;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.wire.WireEvent;

/**
 * The hub of one node. Not final: aspects of the application may match it.
 */
public class DefaultSseHub implements SseHub {

	private final HubStreams streams;

	private final StreamOpener opener;

	/**
	 * Create a new {@link DefaultSseHub} instance.
	 * @param streams the streams
	 * @param opener opens a stream for the current request
	 */
	public DefaultSseHub(HubStreams streams, StreamOpener opener) {
		Assert.notNull(streams, "'streams' must not be null");
		Assert.notNull(opener, "'opener' must not be null");
		this.streams = streams;
		this.opener = opener;
	}

	@Override
	public SseEmitter open(SseSubscription subscription) {
		Assert.notNull(subscription, "'subscription' must not be null");
		return this.opener.open(subscription);
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		return this.streams.publisher().broadcast(rooms, event);
	}

	@Override
	public CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		return this.streams.publisher().broadcastAsync(rooms, event);
	}

	@Override
	public SsePublisher afterCommit() {
		return this.streams.publisher().afterCommit();
	}

	@Override
	public boolean send(String connectionId, SseEvent event) {
		Assert.notNull(connectionId, "'connectionId' must not be null");
		Assert.notNull(event, "'event' must not be null");
		if (!this.streams.isPublishing()) {
			return false;
		}
		WireEvent encoded = this.streams.encodeDirect(event);
		HubConnection connection = this.streams.connection(connectionId);
		return connection != null && connection.send(encoded);
	}

	@Override
	public int sendToUser(String user, SseEvent event) {
		Assert.notNull(user, "'user' must not be null");
		Assert.notNull(event, "'event' must not be null");
		if (!this.streams.isPublishing()) {
			return 0;
		}
		AtomicInteger reached = new AtomicInteger();
		this.streams.publisher().control(new LogRecord.UserSend(user, this.streams.encodeDirect(event), reached));
		return reached.get();
	}

	@Override
	public String position() {
		return this.streams.publisher().position();
	}

	@Override
	public List<SseConnection> connections() {
		return open(this.streams.connections().all());
	}

	@Override
	public List<SseConnection> connections(String room) {
		return open(this.streams.connections().inRoom(room));
	}

	private static List<SseConnection> open(List<HubConnection> connections) {
		return connections.stream()
			.filter(HubConnection::isOpen)
			.<SseConnection>map((connection) -> connection)
			.toList();
	}

	@Override
	public @Nullable SseConnection connection(String id) {
		HubConnection connection = this.streams.connection(id);
		return (connection != null && connection.isOpen()) ? connection : null;
	}

	@Override
	public Set<String> rooms() {
		Set<String> rooms = this.streams.log().rooms();
		rooms.remove(ALL);
		rooms.removeIf(RoomNames::isPrivate);
		return rooms;
	}

	@Override
	public void close(String room) {
		RoomNames.checkJoinable(room);
		if (this.streams.isPublishing()) {
			this.streams.publisher().control(new LogRecord.CloseRoom(room));
		}
	}

	@Override
	public int disconnectUser(String user) {
		Assert.notNull(user, "'user' must not be null");
		AtomicInteger reached = new AtomicInteger();
		if (this.streams.isPublishing()) {
			this.streams.publisher().control(new LogRecord.DisconnectUser(user, reached));
		}
		return reached.get();
	}

}
