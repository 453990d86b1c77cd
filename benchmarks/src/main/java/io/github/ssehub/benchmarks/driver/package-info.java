/**
 * The load driver: many event streams and one publisher on one thread.
 */
@NullMarked
package io.github.ssehub.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
