package io.github.ssehub.source;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The run of a source whose stream has yet to open for a request.
 *
 * @param headers headers of the response
 * @param patience how long the client may be left without any answer, zero for ever
 * @param over whether the client has got all there ever will be
 * @param opening opens the stream, on the thread of its request, and returns the opening
 * block
 */
public record CallerRun(Map<String, String> headers, Duration patience, boolean over, Supplier<byte[]> opening) {

}
