/**
 * The event stream format: events to bytes, and ids. Not API.
 */
@NullMarked
package io.github.ssehub.wire;

import org.jspecify.annotations.NullMarked;
