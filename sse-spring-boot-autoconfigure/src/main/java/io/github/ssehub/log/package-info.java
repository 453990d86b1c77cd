/**
 * The event log: one bounded sequence of events a room, in memory, that event loops read.
 * Not API.
 */
@NullMarked
package io.github.ssehub.log;

import org.jspecify.annotations.NullMarked;
