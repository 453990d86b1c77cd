/**
 * Chat rooms and live server statistics over Server-Sent Events.
 */
@NullMarked
package io.github.ssehub.sample;

import org.jspecify.annotations.NullMarked;
