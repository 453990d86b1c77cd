package io.github.ssehub.test.client;

import java.net.URI;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * A request to send.
 *
 * @param method the method
 * @param uri the URI
 * @param headers the headers
 * @param body the body, empty for none
 * @param receiveBuffer the size of the receive buffer, zero for that of the system
 * @param bytesPerSecond how much is read, zero for no limit
 * @param processors changes for requests of MockMvc
 */
record RequestData(HttpMethod method, URI uri, HttpHeaders headers, byte[] body, int receiveBuffer, int bytesPerSecond,
		List<RequestPostProcessor> processors) {

	@Override
	public String toString() {
		return this.method + " " + this.uri;
	}

}
