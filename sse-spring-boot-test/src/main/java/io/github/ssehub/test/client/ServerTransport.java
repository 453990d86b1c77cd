package io.github.ssehub.test.client;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.util.Assert;

/**
 * Sends requests to a server, each on a socket of its own.
 */
final class ServerTransport implements SseTestTransport {

	private final Supplier<URI> base;

	ServerTransport(Supplier<URI> base) {
		this.base = base;
	}

	@Override
	public URI base() {
		URI uri = this.base.get();
		Assert.isTrue("http".equals(uri.getScheme()) && uri.getHost() != null,
				() -> "URI must be of http and have a host: " + uri);
		return uri;
	}

	@Override
	public SseTestExchange exchange(RequestData request, Received received, Duration timeout) throws Exception {
		Assert.state(request.processors().isEmpty(), "Only a client of MockMvc can take a RequestPostProcessor");
		return ServerExchange.open(request, received, timeout);
	}

}
