/**
 * A hub for unit tests, which remembers what it was told and sends nothing.
 */
@NullMarked
package io.github.ssehub.test.hub;

import org.jspecify.annotations.NullMarked;
