package io.github.ssehub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import io.github.ssehub.test.client.SseTestClient;

/**
 * Adds the hub, unless it is there, and an {@link SseTestClient} to inject to a test: to
 * a {@code @SpringBootTest} or to a slice with Spring MVC.
 * <p>
 * With a server ({@code webEnvironment = RANDOM_PORT}) the client talks to its port,
 * within its context path. Without one it performs its requests with the {@code MockMvc}
 * of the test ({@code @AutoConfigureMockMvc}, which {@code @WebMvcTest} has). Streams
 * that are open at the end of a test method are closed.
 *
 * @since 0.1.0
 * @see SseTest
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureSse {

}
