package io.github.ssehub.faults;

import java.io.File;

import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A web application that is removed from a Tomcat that goes on, as a WAR that is
 * undeployed.
 */
class UndeploymentTests {

	// With the longer delay, Tomcat ends the streams before the hub does
	@ParameterizedTest
	@ValueSource(strings = { "200ms", "4s" })
	void shouldEndStreams(String drainDelay, @TempDir File directory) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(directory.getPath());
		tomcat.setPort(0);
		StandardContext context = (StandardContext) tomcat.addContext("/app", directory.getPath());
		// Tomcat waits for requests in vain
		context.setUnloadDelay(200);
		context.addServletContainerInitializer(
				(types, servletContext) -> new Initializer(drainDelay).onStartup(servletContext), null);
		tomcat.getConnector();
		tomcat.start();
		try (LogCapture log = new LogCapture();
				SseTestClient client = SseTestClient.get(tomcat.getConnector().getLocalPort(), "/app/rooms/a")) {
			assertThat(client.readBlock()).startsWith(":\nevent: sse-open\nretry: ");
			tomcat.getHost().removeChild(context);
			assertThat(client.readRest())
				.matches("(event: sse-end\nretry: [0-9]+\ndata: \\{\"reason\":\"drained\"}\n\n)?");
			assertThat(context.getInProgressAsyncCount()).isZero();
			// Its warnings are of what it cannot look into
			assertThat(log.messages()).noneMatch((message) -> message.matches("(ERROR|SEVERE) .*"));
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	private static final class Initializer extends SpringBootServletInitializer {

		private final String drainDelay;

		Initializer(String drainDelay) {
			this.drainDelay = drainDelay;
		}

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(Application.class)
				.properties("spring.main.banner-mode=off", "logging.level.root=WARN", "spring.jmx.enabled=false",
						"sse.drain.delay=" + this.drainDelay, TestServer.PLAIN);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(FaultApplication.class)
	static class Application {

	}

}
