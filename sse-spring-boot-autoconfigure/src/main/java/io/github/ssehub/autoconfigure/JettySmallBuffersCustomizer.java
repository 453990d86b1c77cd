package io.github.ssehub.autoconfigure;

import java.util.stream.Stream;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;

/**
 * Lowers what Jetty keeps for each open response: a batch of events fits a quarter of its
 * default buffer. Ordered before the customizers of the application, which have the last
 * word.
 */
@Order(0)
final class JettySmallBuffersCustomizer
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, AopInfrastructureBean {

	private static final int OUTPUT_BUFFER_BYTES = 8 * 1024;

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		factory.addServerCustomizers((server) -> configurations(server).forEach(this::customize));
	}

	private void customize(HttpConfiguration configuration) {
		int size = Math.min(configuration.getOutputBufferSize(), OUTPUT_BUFFER_BYTES);
		configuration.setOutputBufferSize(size);
		// Or larger writes would be kept as they are, and a batch for each client
		configuration.setOutputAggregationSize(size);
	}

	private static Stream<HttpConfiguration> configurations(Server server) {
		return Stream.of(server.getConnectors())
			.flatMap((connector) -> connector.getConnectionFactories().stream())
			.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
			.map((factory) -> ((HttpConfiguration.ConnectionFactory) factory).getHttpConfiguration());
	}

}
