package io.github.ssehub.source;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStreamNotFoundException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.CallerOptions;
import io.github.ssehub.hub.CallerOutput;
import io.github.ssehub.hub.CallerStart;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;

/**
 * Those who read detached streams whose sources run on other nodes. Thread-safe.
 * <p>
 * They end with what the log says of the end, behind the last event. It may have lost
 * that, or nobody was left to write it: so the directory is asked, too, again and again.
 */
final class DistantStreams {

	private static final Log logger = LogFactory.getLog(DistantStreams.class);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

	private final HubStreams hub;

	private final StreamDirectory directory;

	private final DelayTimer timer;

	private final Executor executor;

	private final StreamTakeovers takeovers;

	// Mutable state
	private final Map<String, StreamReaders> readers = new ConcurrentHashMap<>();

	private final AtomicBoolean checking = new AtomicBoolean();

	// Of one check at a time: those that the directory did not have
	private final Set<String> missing = new HashSet<>();

	DistantStreams(HubStreams hub, StreamDirectory directory, DelayTimer timer, Executor executor) {
		this.hub = hub;
		this.directory = directory;
		this.timer = timer;
		this.executor = executor;
		this.takeovers = new StreamTakeovers(hub, directory, timer);
	}

	/**
	 * Find a stream, and end it if its node is gone.
	 * @param id the id of the stream
	 * @return the stream, or {@code null} if there is none
	 * @throws SseUnavailableException if that cannot be found out now
	 */
	@Nullable SharedStream find(String id) {
		SharedStream stream = this.directory.find(id);
		try {
			return (stream != null && stream.isRunning() && this.takeovers.end(stream)) ? this.directory.find(id)
					: stream;
		}
		finally {
			if (this.takeovers.areBegun()) {
				scheduleCheck();
			}
		}
	}

	/**
	 * Read a stream.
	 * @param id the id of the stream
	 * @param connection the connection of the reader
	 * @param subscription how it is served
	 * @return what the client gets
	 * @throws SseStreamNotFoundException if the stream is no longer there
	 */
	CallerRun read(String id, HubConnection connection, SseSubscription subscription) {
		// First, so that an end is either seen with what is found, or told from now on
		add(id, connection);
		SharedStream stream;
		try {
			stream = find(id);
		}
		catch (SseUnavailableException ex) {
			return CallerRun.later();
		}
		if (stream == null) {
			throw new SseStreamNotFoundException();
		}
		PrivateRoom room = PrivateRoom.ofOther(this.hub, id, stream.from());
		String lastEventId = connection.lastEventId();
		if (!stream.isRunning()) {
			if (lastEventId != null && room.sequence(lastEventId) >= stream.last()) {
				return CallerRun.over();
			}
			if (!room.canStart(room.after(stream.last()))) {
				return CallerRun.later();
			}
		}
		CallerStart start = (lastEventId != null) ? room.resume(lastEventId) : room.start();
		return room.canStart(start) ? CallerRun.of(stream.description().headers(), this.hub.heartbeat(subscription),
				() -> open(stream, connection, subscription, start)) : CallerRun.later();
	}

	private void add(String id, HubConnection connection) {
		this.readers.compute(id, (key, present) -> {
			StreamReaders result = (present != null) ? present : new StreamReaders();
			result.add(connection);
			return result;
		});
		new CallerOutput(this.hub, connection)
			.onEnd(() -> this.readers.computeIfPresent(id, (key, present) -> without(present, connection)));
		scheduleCheck();
	}

	/**
	 * Have readers of a stream that this node ran end with what another one has to say.
	 * @param id the id of the stream
	 * @param readers the readers
	 */
	void adopt(String id, StreamReaders readers) {
		readers.forEach((connection) -> add(id, connection));
	}

	private static @Nullable StreamReaders without(StreamReaders readers, HubConnection connection) {
		readers.remove(connection);
		return readers.isEmpty() ? null : readers;
	}

	private byte[] open(SharedStream stream, HubConnection connection, SseSubscription subscription,
			CallerStart start) {
		new CallerOutput(this.hub, connection).spare(subscription);
		CallerOptions options = new CallerOptions(subscription, DetachedStreams.isNamedStream(stream.id()));
		byte[] opening = this.hub.openForCaller(connection, options, start, List.of());
		if (!stream.isRunning()) {
			StreamReaders.end(connection, stream.state());
		}
		return opening;
	}

	// Does not block
	void ended(String id, SseStreamState state) {
		StreamReaders ended = this.readers.get(id);
		if (ended != null) {
			ended.end(state);
		}
	}

	private void scheduleCheck() {
		if (this.checking.compareAndSet(false, true)) {
			this.timer.schedule(() -> this.executor.execute(this::check), CHECK_INTERVAL);
		}
	}

	private void check() {
		try {
			this.missing.retainAll(this.readers.keySet());
			this.readers.keySet().forEach(this::check);
			this.takeovers.goOn();
		}
		catch (SseUnavailableException ex) {
			logger.debug("Detached event streams of other nodes cannot be looked up", ex);
		}
		finally {
			this.checking.set(false);
			if (!this.readers.isEmpty() || this.takeovers.areBegun()) {
				scheduleCheck();
			}
		}
	}

	private void check(String id) {
		SharedStream stream = find(id);
		if (stream == null) {
			// Its node has time to tell it again to a Redis that has lost it
			if (!this.missing.add(id)) {
				ended(id, SseStreamState.LOST);
			}
			return;
		}
		this.missing.remove(id);
		if (!stream.isRunning() && PrivateRoom.ofOther(this.hub, id, stream.from()).head() >= stream.last()) {
			ended(id, stream.state());
		}
	}

}
