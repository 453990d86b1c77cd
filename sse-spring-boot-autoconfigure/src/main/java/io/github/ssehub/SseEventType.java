package io.github.ssehub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which events the streams of an {@link SseEndpoint} method carry, one annotation
 * for each. What is published to the rooms of a stream cannot be seen in the method, so
 * this is where it is told: to the OpenAPI document of the application, if it has one,
 * and to its native image, which learns that the data is written as JSON.
 * <p>
 * Nothing is checked against it at run time. On a method that returns the source of a
 * stream for its caller, it takes the place of the type of the elements.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(SseEventTypes.class)
public @interface SseEventType {

	/**
	 * The name of the event; empty for events without a name, which a browser gives to
	 * {@code onmessage}.
	 * @return the name
	 */
	String name() default "";

	/**
	 * The type of the data, as given to {@link SsePublisher#broadcast}: {@code String}
	 * for text, {@code byte[]} for Base64, any other for JSON; {@code Item[].class} also
	 * stands for a list of items.
	 * @return the type
	 */
	Class<?> data() default String.class;

	/**
	 * What the event tells, for who reads the document; empty for nothing.
	 * @return the description
	 */
	String description() default "";

}
