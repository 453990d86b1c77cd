package io.github.ssehub.test.client;

import java.net.URI;
import java.time.Duration;

import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.util.Assert;

/**
 * Performs requests with MockMvc, on the thread of the caller.
 */
final class MockMvcTransport implements SseTestTransport {

	private static final URI BASE = URI.create("http://localhost");

	private final MockMvc mvc;

	MockMvcTransport(MockMvc mvc) {
		this.mvc = mvc;
	}

	@Override
	public URI base() {
		return BASE;
	}

	@Override
	public SseTestExchange exchange(RequestData request, Received received, Duration timeout) throws Exception {
		Assert.state(request.receiveBuffer() == 0 && request.bytesPerSecond() == 0,
				"MockMvc has no connection that could be slow: it takes a server");
		MockHttpServletRequestBuilder builder = MockMvcRequestBuilders.request(request.method(), request.uri())
			.headers(request.headers())
			.content(request.body());
		request.processors().forEach(builder::with);
		MockMvcExchange exchange = new MockMvcExchange(this.mvc, received, this.mvc.perform(builder).andReturn());
		exchange.awaitHeaders(timeout);
		received.start(SseTestStream.isEventStream(exchange.headers()));
		exchange.poll();
		return exchange;
	}

}
