/**
 * Microbenchmarks of encoding, the log and the event loops.
 */
@NullMarked
package io.github.ssehub.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
