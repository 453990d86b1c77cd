package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;

/**
 * Lowers what Tomcat keeps for each open request. Its write buffer stays as it is: a
 * batch of events has to fit it. Ordered before the customizers of the application, which
 * have the last word.
 */
@Order(0)
final class TomcatSmallBuffersCustomizer
		implements WebServerFactoryCustomizer<TomcatWebServerFactory>, AopInfrastructureBean {

	// Requests for streams are small; a larger body is read in more steps
	private static final String READ_BUFFER_BYTES = "1024";

	// A batch of events, with the frames of its four chunks, fits the socket's buffer
	private static final int OUTPUT_BUFFER_BYTES = 2 * 1024;

	@Override
	public void customize(TomcatWebServerFactory factory) {
		factory.addConnectorCustomizers((connector) -> {
			connector.setProperty("socket.appReadBufSize", READ_BUFFER_BYTES);
			if (connector.getProtocolHandler() instanceof StreamHttp11NioProtocol protocol) {
				protocol.setDesiredBufferSize(OUTPUT_BUFFER_BYTES);
			}
		});
	}

}
