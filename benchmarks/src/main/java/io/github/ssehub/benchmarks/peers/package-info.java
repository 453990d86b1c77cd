/**
 * Other ways to serve event streams with Spring, to compare with.
 */
@NullMarked
package io.github.ssehub.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
