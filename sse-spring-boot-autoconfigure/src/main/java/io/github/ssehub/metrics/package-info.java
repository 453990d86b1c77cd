/**
 * Metrics of the hub, and observations of requests that become streams. Not API.
 */
@NullMarked
package io.github.ssehub.metrics;

import org.jspecify.annotations.NullMarked;
