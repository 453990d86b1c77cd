/**
 * Who is in which room: counted from streams, told to streams. Not API.
 */
@NullMarked
package io.github.ssehub.presence;

import org.jspecify.annotations.NullMarked;
