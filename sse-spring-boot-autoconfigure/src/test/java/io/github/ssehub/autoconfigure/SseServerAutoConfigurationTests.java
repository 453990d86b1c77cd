package io.github.ssehub.autoconfigure;

import java.util.function.Consumer;

import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
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
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class SseServerAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(SseServerAutoConfiguration.class,
				TomcatServletWebServerAutoConfiguration.class, JettyServletWebServerAutoConfiguration.class))
		.withPropertyValues("server.port=0");

	@Test
	void shouldLeaveTheBuffersAloneByDefault() {
		withTomcat("sse.server.small-buffers=false", (protocol) -> {
			assertThat(protocol).isInstanceOf(StreamHttp11NioProtocol.class);
			assertThat(protocol.getDesiredBufferSize()).isEqualTo(new Http11NioProtocol().getDesiredBufferSize());
		});
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
			.run((context) -> assertions.accept(protocol(context)));
	}

	private static AbstractHttp11Protocol<?> protocol(AssertableWebApplicationContext context) {
		return (AbstractHttp11Protocol<?>) ((TomcatWebServer) server(context)).getTomcat()
			.getConnector()
			.getProtocolHandler();
	}

	private static HttpConfiguration http(AssertableWebApplicationContext context) {
		return ((JettyWebServer) server(context)).getServer().getConnectors()[0]
			.getConnectionFactory(HttpConnectionFactory.class)
			.getHttpConfiguration();
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
				assertThat(http(context).getOutputBufferSize()).isEqualTo(8192);
				assertThat(http(context).getOutputAggregationSize()).isEqualTo(8192);
			});
	}

	@Test
	void shouldLeaveTheLastWordToTheApplication() {
		this.contextRunner.withPropertyValues("sse.server.small-buffers=true")
			.withUserConfiguration(OwnBuffers.class)
			.withBean(TomcatServletWebServerFactory.class)
			.run((context) -> assertThat(protocol(context).getProperty("socket.appReadBufSize")).isEqualTo("4096"));
		this.contextRunner.withPropertyValues("sse.server.small-buffers=true")
			.withUserConfiguration(OwnBuffers.class)
			.withBean(JettyServletWebServerFactory.class)
			.run((context) -> assertThat(http(context).getOutputBufferSize()).isEqualTo(4096));
	}

	@Test
	void shouldLetANativeImageCreateTheProtocol() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new SseServerAutoConfiguration.TomcatHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(StreamHttp11NioProtocol.class.getConstructor())).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(AbstractProtocol.class.getMethod("setProperty", String.class, String.class)))
			.accepts(hints);
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

	@Configuration(proxyBeanMethods = false)
	static class OwnBuffers {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("socket.appReadBufSize", "4096"));
		}

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> jetty() {
			return (factory) -> factory.addServerCustomizers(
					(server) -> ((HttpConnectionFactory) server.getConnectors()[0].getDefaultConnectionFactory())
						.getHttpConfiguration()
						.setOutputBufferSize(4096));
		}

	}

}
