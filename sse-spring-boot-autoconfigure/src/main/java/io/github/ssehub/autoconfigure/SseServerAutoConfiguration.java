package io.github.ssehub.autoconfigure;

import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration for the web server: a Tomcat that ends each request, and smaller
 * buffers, which are most of what an open stream costs.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class SseServerAutoConfiguration implements AopInfrastructureBean {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
	@ImportRuntimeHints(TomcatHints.class)
	static class TomcatConfiguration {

		@Bean
		TomcatStreamCustomizer sseTomcatStreamCustomizer() {
			return new TomcatStreamCustomizer();
		}

		@Bean
		@ConditionalOnBooleanProperty("sse.server.small-buffers")
		TomcatSmallBuffersCustomizer sseTomcatSmallBuffersCustomizer() {
			return new TomcatSmallBuffersCustomizer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
	static class JettyConfiguration {

		@Bean
		@ConditionalOnBooleanProperty("sse.server.small-buffers")
		JettySmallBuffersCustomizer sseJettySmallBuffersCustomizer() {
			return new JettySmallBuffersCustomizer();
		}

	}

	/**
	 * For a native image: Tomcat creates the protocol by its name, and sets what it has
	 * no method for, the sizes of a socket's buffers, with the general one.
	 */
	static final class TomcatHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerType(StreamHttp11NioProtocol.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
			hints.reflection()
				.registerType(AbstractProtocol.class, (type) -> type.withMethod("setProperty",
						TypeReference.listOf(String.class, String.class), ExecutableMode.INVOKE));
		}

	}

}
