package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEventMetadata;

/**
 * How one stream is served.
 *
 * @param filter which events to deliver, or {@code null} for all
 * @param heartbeat the heartbeat interval, zero for none
 * @param overflow what happens if the stream falls off the end of the log
 * @param form how its client is told positions
 */
public record StreamOptions(@Nullable Predicate<SseEventMetadata> filter, Duration heartbeat, OverflowPolicy overflow,
		OpeningForm form) {

}
