/**
 * A client of event streams for tests, with assertions. Knows the format of event streams
 * and no hub: it can read those of any server.
 */
@NullMarked
package io.github.ssehub.test.client;

import org.jspecify.annotations.NullMarked;
