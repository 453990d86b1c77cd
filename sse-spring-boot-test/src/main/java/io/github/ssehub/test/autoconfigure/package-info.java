/**
 * What the annotations configure. Not API.
 */
@NullMarked
package io.github.ssehub.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
