/**
 * Server-Sent Events for Spring MVC: the hub, its events, subscriptions and connections.
 */
@NullMarked
package io.github.ssehub;

import org.jspecify.annotations.NullMarked;
