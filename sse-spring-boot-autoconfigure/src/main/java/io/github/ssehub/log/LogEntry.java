package io.github.ssehub.log;

import io.github.ssehub.wire.WireEvent;

/**
 * One event in the log, shared by all rooms that it was broadcast to.
 *
 * @param sequence the sequence, increasing over the whole hub
 * @param time when the event was appended, in nanoseconds of the log's clock
 * @param event the sealed event
 */
public record LogEntry(long sequence, long time, WireEvent event) {

}
