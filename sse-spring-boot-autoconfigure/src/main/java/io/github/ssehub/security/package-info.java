/**
 * Not API: who may read a stream, and for how long.
 */
@NullMarked
package io.github.ssehub.security;

import org.jspecify.annotations.NullMarked;
