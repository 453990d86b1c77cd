package io.github.ssehub.source;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseFormat;
import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.hub.PrivateRoom;
import io.github.ssehub.log.LogRecord;

/**
 * What other nodes are told of a detached stream of this one. Thread-safe.
 */
final class SharedRun {

	private static final Log logger = LogFactory.getLog(SharedRun.class);

	private final StreamDirectory directory;

	private final String id;

	private final PrivateRoom room;

	SharedRun(StreamDirectory directory, String id, PrivateRoom room) {
		this.directory = directory;
		this.id = id;
		this.room = room;
	}

	/**
	 * Tell them that there is the stream, before anybody else knows.
	 * @param owner the user who has started it, or {@code null}
	 * @param stream how it is served
	 * @param format its format
	 * @param headers headers of the response
	 * @throws SseUnavailableException if they cannot be told
	 */
	void add(@Nullable String owner, SseStream<?> stream, SseFormat format, Map<String, String> headers) {
		if (this.directory.isShared()) {
			this.directory.add(new StreamDescription(this.id, owner, Objects.requireNonNull(stream.keep()),
					ReaderTimes.of(stream), headers, lostEvents(format)), this.room::from);
		}
	}

	// For another node to write, which does not know the format
	private List<LogRecord.Broadcast> lostEvents(SseFormat format) {
		try {
			SseFormat other = format.forStream();
			other.start();
			return other.error(Problems.lost()).stream().map(this.room::encode).toList();
		}
		catch (RuntimeException ex) {
			logger.warn("Format of an event stream has no event for an error", ex);
			return List.of();
		}
	}

	void begun() {
		this.directory.begun(this.id);
	}

	/**
	 * Tell them how the source has ended, before its clients may ask them.
	 * @param state the state
	 * @param last the sequence of the last event, zero if there was none
	 */
	void ending(SseStreamState state, long last) {
		this.directory.end(this.id, state, last);
	}

	/**
	 * Have them end the stream for their readers.
	 * @param state the state
	 * @param last the sequence of the last event, zero if there was none
	 */
	void ended(SseStreamState state, long last) {
		if (this.directory.isShared()) {
			try {
				this.room.end(state, last);
			}
			catch (SseUnavailableException | SsePublishUncertainException ex) {
				logger.debug("Other nodes have to find out that an event stream has ended", ex);
			}
		}
	}

	void remove() {
		this.directory.remove(this.id);
	}

}
