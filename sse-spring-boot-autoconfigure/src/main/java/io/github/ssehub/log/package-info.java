/**
 * The event log: one bounded sequence of events a room, in memory, that event loops read.
 * Not API.
 * <p>
 * How far something has come is told by a sequence, up to and with which it holds:
 * <ul>
 * <li>{@code head}: what was taken from the journal.
 * <li>{@code passedThrough}: what a reader has offered to each of its members once; of a
 * room, what all of its readers have. Only that is under the limits of replay.
 * <li>{@code heldFrom}: the one that looks ahead. What comes after it, some member of the
 * reader that is catching up has yet to read.
 * <li>{@code evictedThrough}: what a room no longer keeps, for whatever reason.
 * <li>{@code lostThrough}: the same, but for events with a key of which the room had a
 * newer one. A member with a filter, which may refuse that, has lost what was evicted.
 * <li>{@code deletedThrough}: what was in a room when it was closed. It is kept while
 * members have yet to read it, and not for those who come later.
 * <li>{@code goneThrough}: what a stream that starts does not get, lost or deleted.
 * <li>{@code vanishedThrough}: what rooms have lost that are themselves forgotten. A room
 * that is new may be one of them, and has lost as much.
 * <li>{@code closedAt}: where some room was closed last. A room that is new may have been
 * closed there.
 * <li>{@code pastThrough}: what a stream that comes back has to read from the journal,
 * since its rooms no longer have it.
 * <li>{@code lostByJournal}: what the journal has lost, in all rooms. Nobody was slow.
 * </ul>
 */
@NullMarked
package io.github.ssehub.log;

import org.jspecify.annotations.NullMarked;
