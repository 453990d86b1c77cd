/**
 * Auto-configuration.
 */
@NullMarked
package io.github.ssehub.autoconfigure;

import org.jspecify.annotations.NullMarked;
