package io.github.ssehub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code String} argument of a controller method that gets the last event id of
 * the client, or {@code null}. Anything may be in it.
 *
 * @since 0.1.0
 * @see SseConnection#lastEventId()
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface LastEventId {

}
