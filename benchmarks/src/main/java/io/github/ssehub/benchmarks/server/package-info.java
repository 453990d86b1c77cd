/**
 * The servers that are measured, as processes.
 */
@NullMarked
package io.github.ssehub.benchmarks.server;

import org.jspecify.annotations.NullMarked;
