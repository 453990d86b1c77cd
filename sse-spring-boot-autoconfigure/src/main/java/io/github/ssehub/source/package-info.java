/**
 * Streams for one caller: what publishers, streams, iterators and stages offer, written
 * to one connection as fast as its client reads. Not API.
 */
@NullMarked
package io.github.ssehub.source;

import org.jspecify.annotations.NullMarked;
