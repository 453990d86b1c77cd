package io.github.ssehub.support;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with a real server on a random port.
 */
public final class TestServer implements AutoCloseable {

	private static final String EXCLUDE = "spring.autoconfigure.exclude=";

	private static final String BOOT = "org.springframework.boot.";

	private static final String DATABASE = BOOT + "jdbc.autoconfigure.DataSourceAutoConfiguration," + BOOT
			+ "hibernate.autoconfigure.HibernateJpaAutoConfiguration";

	private static final String SECURITY = BOOT + "security.autoconfigure.SecurityAutoConfiguration," + BOOT
			+ "security.autoconfigure.UserDetailsServiceAutoConfiguration," + BOOT
			+ "security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration," + BOOT
			+ "security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration," + BOOT
			+ "security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration," + BOOT
			+ "security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration," + BOOT
			+ "security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration";

	private static final String REDIS = BOOT + "data.redis.autoconfigure.DataRedisAutoConfiguration";

	private static final String VIEWS = BOOT + "thymeleaf.autoconfigure.ThymeleafAutoConfiguration";

	/**
	 * For applications that are open to all and have no database, as most of those here.
	 */
	public static final String PLAIN = EXCLUDE + DATABASE + "," + SECURITY + "," + REDIS + "," + VIEWS;

	/**
	 * Has an application configured with a database as Spring Boot does it.
	 */
	public static final String WITH_DATABASE = EXCLUDE + SECURITY + "," + REDIS + "," + VIEWS;

	/**
	 * Has an application secured as Spring Boot does it.
	 */
	public static final String WITH_SECURITY = EXCLUDE + DATABASE + "," + REDIS + "," + VIEWS;

	/**
	 * Has an application configured with Redis as Spring Boot does it.
	 */
	public static final String WITH_REDIS = EXCLUDE + DATABASE + "," + SECURITY + "," + VIEWS;

	/**
	 * Has an application with templates as Spring Boot configures them.
	 */
	public static final String WITH_VIEWS = EXCLUDE + DATABASE + "," + SECURITY + "," + REDIS;

	private final ServletWebServerApplicationContext context;

	private TestServer(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	public static TestServer start(Kind kind, Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off",
				"logging.level.root=WARN", "server.tomcat.max-keep-alive-requests=-1",
				"spring.mvc.servlet.load-on-startup=1", "sse.drain.spread=0", PLAIN));
		all.addAll(Arrays.asList(properties));
		return new TestServer(
				(ServletWebServerApplicationContext) new SpringApplicationBuilder(kind.configuration, application)
					.properties(all.toArray(new String[0]))
					.run());
	}

	public int port() {
		return webServer().getPort();
	}

	public WebServer webServer() {
		return this.context.getWebServer();
	}

	public SseHub hub() {
		return bean(SseHub.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public SseTestClient open(String path, String... headers) throws IOException {
		return SseTestClient.get(port(), path, headers);
	}

	/**
	 * Return how many requests the container has not ended.
	 * @return the number of requests, Tomcat's own where it counts more
	 */
	public long activeRequests() {
		long result = bean(RequestCounter.class).active.get();
		if (webServer() instanceof TomcatWebServer tomcat) {
			Context context = (Context) tomcat.getTomcat().getHost().findChildren()[0];
			result = Math.max(result, ((StandardContext) context).getInProgressAsyncCount());
		}
		return result;
	}

	/**
	 * End all streams and wait until they have ended.
	 */
	public void closeStreams() {
		hub().connections().forEach(SseConnection::close);
		awaitNoConnections();
	}

	public void awaitNoConnections() {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(hub().connections()).extracting(SseConnection::path).isEmpty());
	}

	@Override
	public void close() {
		this.context.close();
	}

	public enum Kind {

		TOMCAT(TomcatConfiguration.class), JETTY(JettyConfiguration.class);

		private final Class<?> configuration;

		Kind(Class<?> configuration) {
			this.configuration = configuration;
		}

	}

	/**
	 * Counts the requests that the container has begun and not ended.
	 */
	static class RequestCounter implements Filter, AsyncListener {

		private final AtomicLong active = new AtomicLong();

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			this.active.incrementAndGet();
			try {
				chain.doFilter(request, response);
			}
			finally {
				if (request.isAsyncStarted()) {
					request.getAsyncContext().addListener(this);
				}
				else {
					this.active.decrementAndGet();
				}
			}
		}

		@Override
		public void onComplete(AsyncEvent event) {
			this.active.decrementAndGet();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		// A container forgets its listeners then
		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(RequestCounter.class)
	static class TomcatConfiguration {

		@Bean
		TomcatServletWebServerFactory webServerFactory() {
			return new TomcatServletWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(RequestCounter.class)
	static class JettyConfiguration {

		@Bean
		JettyServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

}
