package io.github.ssehub.log;

/**
 * How much the log has at a moment.
 *
 * @param bytes how many bytes all rooms keep, with an estimate of what entries and rooms
 * cost besides
 * @param entries how many entries all rooms keep: an event in several rooms counts for
 * each
 * @param rooms how many rooms have members or keep entries, but for that of all
 * @param skipped how many entries were dropped since the start before all readers had
 * passed them, because a window was full for the maximum wait
 * @param limit how many bytes all rooms together may keep, with what readers have yet to
 * pass
 */
public record LogStatistics(long bytes, long entries, int rooms, long skipped, long limit) {

}
