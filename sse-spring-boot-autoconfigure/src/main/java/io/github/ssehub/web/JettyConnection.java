package io.github.ssehub.web;

import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * The connection of a request of Jetty.
 */
final class JettyConnection {

	private JettyConnection() {
	}

	// Over HTTP/2 it is that of other requests, too
	static boolean close(ServletRequest request) {
		ConnectionMetaData connection = ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
		if (connection.getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
			return false;
		}
		connection.getConnection().getEndPoint().close();
		return true;
	}

}
