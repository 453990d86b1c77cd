/**
 * The hub in Boot's actuator: an endpoint and its health. Not API.
 */
@NullMarked
package io.github.ssehub.actuate;

import org.jspecify.annotations.NullMarked;
