/**
 * Streams in applications with JPA. Not API.
 */
@NullMarked
package io.github.ssehub.jpa;

import org.jspecify.annotations.NullMarked;
