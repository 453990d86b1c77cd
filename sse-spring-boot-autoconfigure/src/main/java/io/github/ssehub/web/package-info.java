/**
 * Streams as responses of Spring MVC. Not API.
 */
@NullMarked
package io.github.ssehub.web;

import org.jspecify.annotations.NullMarked;
