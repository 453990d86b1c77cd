package io.github.ssehub.autoconfigure;

import java.util.function.Consumer;

import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class SseServerAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(SseServerAutoConfiguration.class,
				TomcatServletWebServerAutoConfiguration.class, JettyServletWebServerAutoConfiguration.class))
		.withPropertyValues("server.port=0");

	@Test
	void shouldLeaveTheServerAloneByDefault() {
		withTomcat("sse.server.small-buffers=false",
				(protocol) -> assertThat(protocol.getDesiredBufferSize()).isNegative());
		this.contextRunner.withBean(TomcatServletWebServerFactory.class)
			.run((context) -> assertThat(context).doesNotHaveBean(TomcatSmallBuffersCustomizer.class));
	}

	@Test
	void shouldLowerTheBuffersOfTomcat() {
		withTomcat("sse.server.small-buffers=true", (protocol) -> {
			assertThat(protocol.getDesiredBufferSize()).isEqualTo(2048);
			assertThat(protocol.getProperty("socket.appReadBufSize")).isEqualTo("1024");
		});
	}

	private void withTomcat(String property, Consumer<AbstractHttp11Protocol<?>> assertions) {
		this.contextRunner.withPropertyValues(property)
			.withBean(TomcatServletWebServerFactory.class)
			.run((context) -> assertions
				.accept((AbstractHttp11Protocol<?>) ((TomcatWebServer) server(context)).getTomcat()
					.getConnector()
					.getProtocolHandler()));
	}

	@Test
	void shouldKeepAProtocolThatTheApplicationChose() {
		this.contextRunner.withPropertyValues("sse.server.small-buffers=true")
			.withBean(TomcatServletWebServerFactory.class, () -> {
				TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
				factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
				return factory;
			})
			.run((context) -> assertThat(
					((TomcatWebServer) server(context)).getTomcat().getConnector().getProtocolHandlerClassName())
				.isEqualTo("org.apache.coyote.http11.Http11Nio2Protocol"));
	}

	@Test
	void shouldLowerTheBuffersOfJetty() {
		this.contextRunner.withPropertyValues("sse.server.small-buffers=true")
			.withBean(JettyServletWebServerFactory.class)
			.run((context) -> {
				Server server = ((JettyWebServer) server(context)).getServer();
				assertThat(server.getConnectors()[0].getConnectionFactory(HttpConnectionFactory.class)
					.getHttpConfiguration()
					.getOutputBufferSize()).isEqualTo(8192);
			});
	}

	@Test
	void shouldDoWithoutJetty() {
		this.contextRunner.withPropertyValues("sse.server.small-buffers=true")
			.withClassLoader(new FilteredClassLoader(Server.class))
			.withBean(TomcatServletWebServerFactory.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JettySmallBuffersCustomizer.class));
	}

	private static WebServer server(AssertableWebApplicationContext context) {
		WebServer server = context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer();
		assertThat(server).isNotNull();
		return server;
	}

}
