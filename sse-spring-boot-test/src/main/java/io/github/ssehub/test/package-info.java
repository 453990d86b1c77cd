/**
 * Annotations for tests of applications with event streams. The client is in
 * {@code client}, and a hub for tests without a server in {@code hub}.
 */
@NullMarked
package io.github.ssehub.test;

import org.jspecify.annotations.NullMarked;
