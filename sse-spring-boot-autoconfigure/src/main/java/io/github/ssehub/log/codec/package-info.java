/**
 * Records as bytes, for engines between nodes. Not API.
 */
@NullMarked
package io.github.ssehub.log.codec;

import org.jspecify.annotations.NullMarked;
