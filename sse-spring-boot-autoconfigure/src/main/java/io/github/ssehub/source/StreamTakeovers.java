package io.github.ssehub.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;
import io.github.ssehub.log.LogRecord;

/**
 * Ends detached streams whose nodes are gone. Thread-safe. The other nodes leave a stream
 * to the one that has taken it over, for as long as that is alive: so what has begun is
 * kept until it is done, whether or not anybody asks for the stream again.
 */
final class StreamTakeovers {

	private static final Log logger = LogFactory.getLog(StreamTakeovers.class);

	private final HubStreams hub;

	private final StreamDirectory directory;

	private final DelayTimer timer;

	// Mutable state, by the ids of the streams
	private final Map<String, Takeover> begun = new ConcurrentHashMap<>();

	private final Set<String> busy = ConcurrentHashMap.newKeySet();

	StreamTakeovers(HubStreams hub, StreamDirectory directory, DelayTimer timer) {
		this.hub = hub;
		this.directory = directory;
		this.timer = timer;
	}

	/**
	 * Return whether there is something to {@link #goOn} with.
	 * @return whether there is
	 */
	boolean areBegun() {
		return !this.begun.isEmpty();
	}

	/**
	 * End a stream if its node is gone.
	 * @param stream the stream, which runs as far as is known
	 * @return whether this node has just ended it
	 */
	boolean end(SharedStream stream) {
		// Kept before anything is asked: it may be done, and the answer be lost
		return alone(stream.id(),
				() -> end(this.begun.computeIfAbsent(stream.id(), (id) -> new Takeover(stream)), stream));
	}

	/**
	 * Go on with what has begun and failed on the way.
	 */
	void goOn() {
		this.begun.keySet().forEach((id) -> alone(id, () -> {
			Takeover takeover = this.begun.get(id);
			return takeover != null && end(takeover, this.directory.find(id));
		}));
	}

	private boolean alone(String id, BooleanSupplier task) {
		if (!this.busy.add(id)) {
			return false;
		}
		try {
			return task.getAsBoolean();
		}
		catch (SseUnavailableException | SsePublishUncertainException ex) {
			logger.debug(LogMessage.format("Event stream %s may be lost, which cannot be told yet", id), ex);
			return false;
		}
		finally {
			this.busy.remove(id);
		}
	}

	private boolean end(Takeover takeover, @Nullable SharedStream stream) {
		if (!takeover.ended && stream != null && stream.isRunning() && this.directory.takeOver(stream)) {
			takeover.end(stream.description().lost());
		}
		if (takeover.ended) {
			takeover.tell();
		}
		this.begun.remove(takeover.stream.id());
		return takeover.ended;
	}

	/**
	 * How far it has come with one stream. Of one thread at a time.
	 */
	private final class Takeover {

		// As it was found
		private final SharedStream stream;

		private final PrivateRoom room;

		// Mutable state
		private int written;

		private long last;

		private boolean ended;

		Takeover(SharedStream stream) {
			this.stream = stream;
			this.room = PrivateRoom.ofOther(StreamTakeovers.this.hub, stream.id(), stream.from());
		}

		// The events are new ones each time: what is perhaps published must not be again
		void end(List<LogRecord.Broadcast> events) {
			if (this.written == 0) {
				this.last = this.room.head();
			}
			for (LogRecord.Broadcast event : events.subList(this.written, events.size())) {
				this.last = this.room.append(event);
				this.written++;
			}
			StreamTakeovers.this.directory.end(this.stream.id(), SseStreamState.LOST, this.last);
			this.ended = true;
			StreamTakeovers.this.timer.schedule(this.room::delete, this.stream.description().keep());
			logger.warn(LogMessage.format("Node %s is gone, and with it the source of a detached event stream",
					this.stream.node()));
		}

		void tell() {
			this.room.end(SseStreamState.LOST, this.last);
		}

	}

}
