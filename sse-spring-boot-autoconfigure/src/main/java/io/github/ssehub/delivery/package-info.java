/**
 * Delivery: event loops that own all streams and write to them without ever blocking. Not
 * API.
 */
@NullMarked
package io.github.ssehub.delivery;

import org.jspecify.annotations.NullMarked;
