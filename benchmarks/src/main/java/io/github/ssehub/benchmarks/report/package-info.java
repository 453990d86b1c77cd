/**
 * Tables and plots.
 */
@NullMarked
package io.github.ssehub.benchmarks.report;

import org.jspecify.annotations.NullMarked;
