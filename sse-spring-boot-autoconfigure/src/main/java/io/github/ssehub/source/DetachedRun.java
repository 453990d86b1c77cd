package io.github.ssehub.source;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.CallerOptions;
import io.github.ssehub.hub.CallerOutput;
import io.github.ssehub.hub.CallerStart;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;

/**
 * A source that runs whoever reads it, and a room with what it has offered. Thread-safe.
 */
final class DetachedRun implements ElementOutput {

	private static final Log logger = LogFactory.getLog(DetachedRun.class);

	private final String id;

	private final @Nullable String owner;

	private final SseStream<?> stream;

	// What names the stream to its clients is the same for all
	private final SseFormat format;

	private final HubStreams hub;

	private final PrivateRoom room;

	private final long maxSize;

	private final Consumer<DetachedRun> ended;

	private final WrittenElements elements;

	// Mutable state. Not under the lock, which event loops must not wait for
	private final Set<HubConnection> readers = ConcurrentHashMap.newKeySet();

	private SseStreamState state = SseStreamState.RUNNING;

	private long lastSequence;

	private volatile boolean read;

	private volatile @Nullable SourceRun run;

	DetachedRun(String id, @Nullable String owner, SseStream<?> stream, HubStreams hub, long maxSize,
			Consumer<DetachedRun> ended) {
		this.id = id;
		this.owner = owner;
		this.stream = stream;
		this.hub = hub;
		this.room = hub.createPrivateRoom(id);
		this.maxSize = maxSize;
		this.ended = ended;
		this.format = stream.format().forStream();
		this.elements = new WrittenElements(stream, this.format);
	}

	String id() {
		return this.id;
	}

	@Nullable String owner() {
		return this.owner;
	}

	SseStream<?> stream() {
		return this.stream;
	}

	SseFormat format() {
		return this.format;
	}

	PrivateRoom room() {
		return this.room;
	}

	synchronized SseStreamState state() {
		return this.state;
	}

	boolean isUnread() {
		return this.readers.isEmpty();
	}

	// Whether any client has been told of it
	boolean wasRead() {
		return this.read;
	}

	// What a method returns for it
	SseStream<?> toResult() {
		SseStream<?> result = SseStream.fromReactive(this);
		if (this.stream.heartbeat() != null) {
			result = result.heartbeat(this.stream.heartbeat());
		}
		if (this.stream.retry() != null) {
			result = result.retry(this.stream.retry());
		}
		if (this.stream.maxAge() != null) {
			result = result.maxAge(this.stream.maxAge());
		}
		return (this.stream.drainGrace() != null) ? result.drainGrace(this.stream.drainGrace()) : result;
	}

	// Whether a client with this id has got all there ever will be
	synchronized boolean isAllRead(@Nullable String lastEventId) {
		return this.state != SseStreamState.RUNNING && lastEventId != null
				&& this.room.sequence(lastEventId) >= this.lastSequence;
	}

	@Override
	public void checkSpace() {
		this.elements.begin(lastSequence());
		if (this.room.bytes() >= this.maxSize) {
			throw new ErrorResponseException(HttpStatus.INSUFFICIENT_STORAGE,
					ProblemDetail.forStatusAndDetail(HttpStatus.INSUFFICIENT_STORAGE,
							"The event stream is larger than " + this.maxSize + " bytes"),
					null);
		}
	}

	@Override
	public void write(SseEvent event, @Nullable Runnable written) {
		long sequence = this.room.publish(event);
		synchronized (this) {
			this.lastSequence = sequence;
		}
		if (written != null) {
			// Nobody has to read for the source to run on
			written.run();
		}
	}

	@Override
	public void wrote(Object element) {
		this.elements.add(element, lastSequence());
	}

	private synchronized long lastSequence() {
		return this.lastSequence;
	}

	@Override
	public void end(SseStreamState state) {
		if (state == SseStreamState.COMPLETED && this.stream.doneEvent() != null) {
			writeDone(this.stream.doneEvent());
		}
		synchronized (this) {
			this.state = state;
		}
		// One that comes later sees the state
		this.readers.forEach((reader) -> reader.close(reason(state)));
		this.ended.accept(this);
	}

	private void writeDone(SseEvent event) {
		try {
			write(event, null);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Event stream ends without its last event", ex);
		}
	}

	private static CloseReason reason(SseStreamState state) {
		return (state == SseStreamState.FAILED) ? CloseReason.ERROR : CloseReason.COMPLETED;
	}

	// Without readers it runs on
	@Override
	public void onEnd(Runnable callback) {
	}

	void run(SourceRun run) {
		this.run = run;
	}

	void start() {
		SourceRun run = this.run;
		if (run != null) {
			run.start();
		}
	}

	void stop() {
		SourceRun run = this.run;
		if (run != null) {
			run.stop();
		}
	}

	void cancel() {
		SourceRun run = this.run;
		if (run != null) {
			run.cancelLater();
		}
	}

	/**
	 * Open the stream of whoever has started the source, and gets each element.
	 * @param connection the connection of the reader
	 * @param options how the stream is served
	 * @return the opening block
	 */
	byte[] open(HubConnection connection, CallerOptions options) {
		return open(connection, options, this.room.start(), List.of());
	}

	/**
	 * Open a stream that reads.
	 * @param connection the connection of the reader
	 * @param options how the stream is served
	 * @param lastEventId the last event id of the reader, or {@code null}
	 * @return the opening block
	 */
	byte[] open(HubConnection connection, CallerOptions options, @Nullable String lastEventId) {
		WrittenElements.Missed missed = this.elements
			.missed((lastEventId != null) ? this.room.sequence(lastEventId) : -1);
		if (missed != null) {
			return open(connection, options, this.room.after(missed.through()),
					this.room.identify(missed.events(), missed.through()));
		}
		CallerStart start = (lastEventId != null) ? this.room.resume(lastEventId) : this.room.start();
		return open(connection, options, start, List.of());
	}

	private byte[] open(HubConnection connection, CallerOptions options, CallerStart start, List<SseEvent> first) {
		this.read = true;
		this.readers.add(connection);
		CallerOutput output = new CallerOutput(this.hub, connection);
		output.spare(options.subscription());
		output.onEnd(() -> this.readers.remove(connection));
		byte[] opening = this.hub.openForCaller(connection, options, start, first);
		// One that ends later sees the reader
		SseStreamState state = state();
		if (state != SseStreamState.RUNNING) {
			connection.close(reason(state));
		}
		return opening;
	}

}
