/**
 * The log of several nodes, on a Redis stream. Not API.
 * <p>
 * {@link io.github.ssehub.redis.RedisPublisher} appends to the stream, one flight of
 * records at a time; {@link io.github.ssehub.redis.RedisTail} reads it, on a connection
 * of its own, and is all that the log of the node is fed by. What they know of each other
 * is in {@link io.github.ssehub.redis.JournalPosition}.
 */
@NullMarked
package io.github.ssehub.redis;

import org.jspecify.annotations.NullMarked;
