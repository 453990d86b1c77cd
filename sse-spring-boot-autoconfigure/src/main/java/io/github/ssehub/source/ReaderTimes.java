package io.github.ssehub.source;

import java.time.Duration;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStream;

/**
 * How a detached stream is served to all who read it, each {@code null} where that is
 * left to the default.
 *
 * @param heartbeat the heartbeat interval
 * @param retry the reconnection time
 * @param maxAge the age at which a stream ends
 * @param drainGrace how long a stream may go on at a shutdown
 */
public record ReaderTimes(@Nullable Duration heartbeat, @Nullable Duration retry, @Nullable Duration maxAge,
		@Nullable Duration drainGrace) {

	static ReaderTimes of(SseStream<?> stream) {
		return new ReaderTimes(stream.heartbeat(), stream.retry(), stream.maxAge(), stream.drainGrace());
	}

	// What a method returns for a source
	SseStream<?> toResult(ReadableStream source) {
		SseStream<?> result = SseStream.fromReactive(source);
		result = with(result, this.heartbeat, SseStream::heartbeat);
		result = with(result, this.retry, SseStream::retry);
		result = with(result, this.maxAge, SseStream::maxAge);
		return with(result, this.drainGrace, SseStream::drainGrace);
	}

	private static SseStream<?> with(SseStream<?> stream, @Nullable Duration time,
			BiFunction<SseStream<?>, Duration, SseStream<?>> change) {
		return (time != null) ? change.apply(stream, time) : stream;
	}

}
