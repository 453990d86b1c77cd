package io.github.ssehub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Maps a controller method to an event stream.
 * <p>
 * The return value says which rooms the stream joins: {@code void} (those of
 * {@link #rooms()}), a {@code String} or a {@code Collection<String>} of room names, an
 * {@link SseSubscription}, an emitter from {@link SseHub#open(SseSubscription)}, or a
 * {@code ResponseEntity} of one of these. A method with any other return type fails the
 * start of the application.
 *
 * @since 0.1.0
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@RequestMapping
public @interface SseEndpoint {

	/**
	 * The paths, as in {@link RequestMapping#path()}.
	 * @return the paths
	 */
	@AliasFor(annotation = RequestMapping.class, attribute = "path")
	String[] value() default {};

	/**
	 * The paths, as in {@link RequestMapping#path()}.
	 * @return the paths
	 */
	@AliasFor(annotation = RequestMapping.class, attribute = "path")
	String[] path() default {};

	/**
	 * The request methods. Browsers' {@code EventSource} knows only GET. HEAD is answered
	 * with the headers wherever GET is, and refused where GET is refused.
	 * @return the request methods
	 */
	@AliasFor(annotation = RequestMapping.class, attribute = "method")
	RequestMethod[] method() default RequestMethod.GET;

	/**
	 * Which requests get the stream, by what they accept; others get what another method
	 * of the same path has for them, or 406. Whatever a request accepts, the stream is
	 * {@code text/event-stream}. Add {@code application/json} for clients of OpenAI,
	 * which ask for that even when they want a stream.
	 * @return the media types
	 * @see SseFormat#OPENAI
	 */
	@AliasFor(annotation = RequestMapping.class, attribute = "produces")
	String[] accept() default MediaType.TEXT_EVENT_STREAM_VALUE;

	/**
	 * The rooms that the stream joins, as templates over the URI variables and request
	 * parameters, such as <code>"prices:{symbol}"</code>. They are added to those that
	 * the method returns.
	 * @return the room templates
	 */
	String[] rooms() default {};

	/**
	 * The heartbeat interval of the streams, such as {@code "15s"}, {@code "PT15S"} or a
	 * property placeholder; {@code "0"} for no heartbeat, empty for the default.
	 * @return the heartbeat interval
	 */
	String heartbeat() default "";

	/**
	 * The reconnection time that clients are told, such as {@code "5s"}, {@code "PT5S"}
	 * or a property placeholder; empty for the default.
	 * @return the reconnection time
	 */
	String retry() default "";

	/**
	 * The age at which streams end, after what they were sent, for their clients to come
	 * back: at 80 to 100 % of it each, such as {@code "1h"}, {@code "PT1H"} or a property
	 * placeholder; {@code "0"} for none. Empty for the default, which streams for one
	 * caller do not have.
	 * @return the maximum age
	 */
	String maxAge() default "";

	/**
	 * How long streams may go on at a shutdown, for them to end by themselves, such as
	 * {@code "30s"}, {@code "PT30S"} or a property placeholder; for streams that a source
	 * or the application ends. The shutdown waits for them, within
	 * {@code spring.lifecycle.timeout-per-shutdown-phase}. Empty not to wait.
	 * @return the time
	 */
	String drainGrace() default "";

	/**
	 * How many of the latest events of each room a client gets that does not resume. An
	 * {@link SseSubscription} that the method returns comes first if it says so itself.
	 * @return the number of events
	 */
	int replayLatest() default 0;

	/**
	 * What happens to a client that falls off the end of the log: one policy, or none for
	 * the default. More than one fails the start of the application.
	 * @return the policy
	 */
	OverflowPolicy[] overflow() default {};

	/**
	 * How clients are told the position of their stream where there is no event to tell
	 * it with: one form, or none for the default. More than one fails the start of the
	 * application.
	 * @return the form
	 */
	OpeningForm[] opening() default {};

}
