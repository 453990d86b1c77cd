/**
 * The hub: rooms, publishing, connections and their life. Not API.
 */
@NullMarked
package io.github.ssehub.hub;

import org.jspecify.annotations.NullMarked;
