package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;

import io.github.ssehub.web.StreamEndValve;

/**
 * Replaces the default protocol of Tomcat, which does not end each request of a client
 * that goes away, and adds what ends those of clients that do not read. Ordered before
 * the customizers of the application, which have the last word.
 */
@Order(0)
final class TomcatStreamCustomizer
		implements WebServerFactoryCustomizer<TomcatWebServerFactory>, AopInfrastructureBean {

	@Override
	public void customize(TomcatWebServerFactory factory) {
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(StreamHttp11NioProtocol.class.getName());
		}
		factory.addContextValves(new StreamEndValve());
	}

}
