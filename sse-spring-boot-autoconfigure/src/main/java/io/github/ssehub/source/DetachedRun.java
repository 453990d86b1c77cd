package io.github.ssehub.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseStreams;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.CallerOptions;
import io.github.ssehub.hub.CallerOutput;
import io.github.ssehub.hub.CallerStart;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PrivateRoom;

/**
 * A source that runs whoever reads it, and a room with what it has offered. Thread-safe.
 */
final class DetachedRun implements ElementOutput, ReadableStream {

	private static final Log logger = LogFactory.getLog(DetachedRun.class);

	private final String id;

	private final @Nullable String owner;

	private final SseStream<?> stream;

	// What names the stream to its clients is the same for all
	private final SseFormat format;

	private final HubStreams hub;

	private final PrivateRoom room;

	private final SharedRun shared;

	private final long maxSize;

	private final Consumer<DetachedRun> ended;

	private final WrittenElements elements;

	// Mutable state
	private final StreamReaders readers = new StreamReaders();

	private final RunProgress progress = new RunProgress();

	private volatile boolean read;

	private volatile @Nullable SourceRun run;

	DetachedRun(String id, @Nullable String owner, SseStream<?> stream, HubStreams hub, StreamDirectory directory,
			long maxSize, Consumer<DetachedRun> ended) {
		this.id = id;
		this.owner = owner;
		this.stream = stream;
		this.hub = hub;
		this.room = PrivateRoom.create(hub, id);
		this.shared = new SharedRun(directory, id, this.room);
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

	void forget() {
		this.shared.remove();
		this.room.delete();
	}

	SseStreamState state() {
		return this.progress.state();
	}

	boolean isUnread() {
		return this.readers.isEmpty();
	}

	// Whether any client has been told of it
	boolean wasRead() {
		return this.read;
	}

	// Tells the other nodes, before anybody else knows of it
	void share() {
		this.shared.add(this.owner, this.stream, this.format, headers());
	}

	Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>(this.stream.format().headers());
		headers.put(SseStreams.HEADER, this.id);
		return headers;
	}

	@Override
	public SseStream<?> toResult() {
		return ReaderTimes.of(this.stream).toResult(this);
	}

	@Override
	public CallerRun read(HubConnection connection, SseSubscription subscription) {
		String lastEventId = connection.lastEventId();
		if (isAllRead(lastEventId)) {
			return CallerRun.over();
		}
		CallerStart start = start(lastEventId);
		// It may have been told more by another node
		return this.room.canStart(start) ? CallerRun.of(headers(), this.hub.heartbeat(subscription),
				() -> openMissed(connection, options(subscription), lastEventId, start)) : CallerRun.later();
	}

	private CallerStart start(@Nullable String lastEventId) {
		return (lastEventId != null) ? this.room.resume(lastEventId) : this.room.start();
	}

	private CallerOptions options(SseSubscription subscription) {
		return new CallerOptions(subscription, this.stream.format().isNamed());
	}

	// Whether a client with this id has got all there ever will be
	private boolean isAllRead(@Nullable String lastEventId) {
		return lastEventId != null && this.progress.isAll(this.room.sequence(lastEventId));
	}

	@Override
	public void checkSpace() {
		this.elements.begin(this.progress.last());
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
		if (this.progress.wrote(sequence)) {
			this.shared.begun();
		}
		if (written != null) {
			// Nobody has to read for the source to run on
			written.run();
		}
	}

	@Override
	public void wrote(Object element) {
		this.elements.add(element, this.progress.last());
	}

	@Override
	public void end(SseStreamState state) {
		if (state == SseStreamState.COMPLETED && this.stream.doneEvent() != null) {
			writeDone(this.stream.doneEvent());
		}
		if (!this.progress.end(state, 0)) {
			// Another node has taken it over meanwhile
			return;
		}
		// Before any client may come back to another node
		this.shared.ending(state, this.progress.last());
		// One that comes later sees the state
		this.readers.end(state);
		this.shared.ended(state, this.progress.last());
		this.ended.accept(this);
	}

	// Ends without a word: another node, which took this one for gone, tells the readers.
	// Does not block. Returns whether that is new
	boolean takenOver(long last, Consumer<StreamReaders> leave) {
		if (!this.progress.end(SseStreamState.LOST, last)) {
			return false;
		}
		cancel();
		leave.accept(this.readers);
		this.ended.accept(this);
		return true;
	}

	// What this node tells the others from time to time is to be the same
	void shareTakenOver() {
		this.shared.ending(SseStreamState.LOST, this.progress.last());
	}

	private void writeDone(SseEvent event) {
		try {
			write(event, null);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Event stream ends without its last event", ex);
		}
	}

	// Without readers it runs on
	@Override
	public void onEnd(Runnable callback) {
	}

	void run(SourceRun run) {
		this.run = run;
	}

	void start() {
		withRun(SourceRun::start);
	}

	private void withRun(Consumer<SourceRun> action) {
		SourceRun run = this.run;
		if (run != null) {
			action.accept(run);
		}
	}

	void stop() {
		withRun(SourceRun::stop);
	}

	// This node cannot go on
	void lose() {
		withRun(SourceRun::lose);
	}

	void cancel() {
		withRun(SourceRun::cancelLater);
	}

	// The stream of whoever has started the source, and gets each element
	byte[] open(HubConnection connection, SseSubscription subscription) {
		return open(connection, options(subscription), this.room.start(), List.of());
	}

	private byte[] openMissed(HubConnection connection, CallerOptions options, @Nullable String lastEventId,
			CallerStart start) {
		WrittenElements.Missed missed = this.elements
			.missed((lastEventId != null) ? this.room.sequence(lastEventId) : -1);
		if (missed != null) {
			return open(connection, options, this.room.after(missed.through()),
					this.room.identify(missed.events(), missed.through()));
		}
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
			StreamReaders.end(connection, state);
		}
		return opening;
	}

}
