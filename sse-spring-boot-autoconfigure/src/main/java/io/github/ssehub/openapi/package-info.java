/**
 * Streams in the OpenAPI document of an application with springdoc. Not API.
 */
@NullMarked
package io.github.ssehub.openapi;

import org.jspecify.annotations.NullMarked;
