package io.github.ssehub.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.LogRecord;

/**
 * What other nodes have to know of a detached stream, from its beginning on.
 *
 * @param id the id
 * @param owner the name of the user who has started it, or {@code null}
 * @param keep how long it is kept once its source has ended
 * @param times how it is served
 * @param headers headers of the response
 * @param lost the events that tell its readers that its node is gone
 */
public record StreamDescription(String id, @Nullable String owner, Duration keep, ReaderTimes times,
		Map<String, String> headers, List<LogRecord.Broadcast> lost) {

}
