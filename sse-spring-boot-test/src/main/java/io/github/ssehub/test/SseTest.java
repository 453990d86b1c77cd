package io.github.ssehub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.annotation.AliasFor;

import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SsePresenceListener;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.test.client.SseTestClient;

/**
 * A test of controllers with event streams, without a server and without the rest of the
 * application: a {@link WebMvcTest @WebMvcTest} with the hub, and an
 * {@link SseTestClient} that performs its requests with its {@code MockMvc}.
 * <p>
 * Besides what {@code @WebMvcTest} finds, beans of the application are found that the
 * {@link SseHub} calls: {@link SseConnectInterceptor}, {@link SseRoomAuthorizer},
 * {@link SseHubListener}, {@link SsePresenceListener}, {@link SseRetention},
 * {@link EndpointResultAdapter} and {@link SseDataSerializer}. Other collaborators are
 * mocked with {@code @MockitoBean} or imported with {@code @Import}. The hub is that of
 * one node, whatever the application is.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@AutoConfigureSse
@WebMvcTest(includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE,
		classes = { SseConnectInterceptor.class, SseRoomAuthorizer.class, SseHubListener.class,
				SsePresenceListener.class, SseRetention.class, EndpointResultAdapter.class, SseDataSerializer.class }))
public @interface SseTest {

	/**
	 * The controllers to test.
	 * @return the controllers, all if empty
	 * @see #controllers()
	 */
	@AliasFor(annotation = WebMvcTest.class, attribute = "controllers")
	Class<?>[] value() default {};

	/**
	 * The controllers to test.
	 * @return the controllers, all if empty
	 * @see #value()
	 */
	@AliasFor(annotation = WebMvcTest.class, attribute = "controllers")
	Class<?>[] controllers() default {};

	/**
	 * Properties to add to the environment, in the form {@literal key=value}.
	 * @return the properties
	 */
	@AliasFor(annotation = WebMvcTest.class, attribute = "properties")
	String[] properties() default {};

	/**
	 * Filters of beans to leave out.
	 * @return the filters
	 */
	@AliasFor(annotation = WebMvcTest.class, attribute = "excludeFilters")
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return the auto-configurations
	 */
	@AliasFor(annotation = WebMvcTest.class, attribute = "excludeAutoConfiguration")
	Class<?>[] excludeAutoConfiguration() default {};

}
