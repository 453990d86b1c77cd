/**
 * Measures delivery, side by side with other servers.
 */
@NullMarked
package io.github.ssehub.benchmarks;

import org.jspecify.annotations.NullMarked;
