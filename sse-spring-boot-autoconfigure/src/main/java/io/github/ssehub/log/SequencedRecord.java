package io.github.ssehub.log;

/**
 * A record in its place.
 *
 * @param sequence its place in the order of the log
 * @param time when it was published, in nanoseconds of the log's clock
 * @param record the record
 */
public record SequencedRecord(long sequence, long time, LogRecord record) {

}
