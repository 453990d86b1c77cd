/**
 * The sample on several nodes.
 */
@NullMarked
package io.github.ssehub.sample.cluster;

import org.jspecify.annotations.NullMarked;
