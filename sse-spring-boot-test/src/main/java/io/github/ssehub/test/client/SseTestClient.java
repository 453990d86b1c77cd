package io.github.ssehub.test.client;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.util.Assert;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.DefaultUriBuilderFactory.EncodingMode;

/**
 * Opens event streams in a test: of a server, over a socket for each, or with MockMvc.
 * <pre class="code">
 * try (SseTestStream stream = client.get("/prices/{symbol}", "ACME").open()) {
 *     hub.broadcast("ACME", "price", 42);
 *     assertThat(stream.awaitEvent("price")).hasData("42");
 * }
 * </pre>
 * <p>
 * Everything that waits does so for the timeout of the client at most, 10 seconds unless
 * it is another, and then fails with an {@link AssertionError} that shows what has been
 * received. A server is spoken to with HTTP/1.1 and without TLS.
 * <p>
 * Thread-safe. {@link #close()} closes all streams that were opened and are not closed
 * yet, with their sockets and threads.
 *
 * @since 0.1.0
 */
public final class SseTestClient implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SseTestTransport transport;

	private final Set<SseTestStream> streams;

	private final Duration timeout;

	private final SseTestJson json;

	private SseTestClient(SseTestTransport transport, Set<SseTestStream> streams, Duration timeout, SseTestJson json) {
		this.transport = transport;
		this.streams = streams;
		this.timeout = timeout;
		this.json = json;
	}

	/**
	 * Create a client of a server on this machine.
	 * @param port the port
	 * @return the client
	 */
	public static SseTestClient create(int port) {
		return create(URI.create("http://localhost:" + port));
	}

	/**
	 * Create a client of a server.
	 * @param base what the paths of requests are appended to, of the scheme {@code http}
	 * @return the client
	 */
	public static SseTestClient create(URI base) {
		Assert.notNull(base, "'base' must not be null");
		return create(() -> base);
	}

	/**
	 * Create a client of a server whose address is known later.
	 * @param base what the paths of requests are appended to, asked for with each request
	 * @return the client
	 */
	public static SseTestClient create(Supplier<URI> base) {
		Assert.notNull(base, "'base' must not be null");
		return of(new ServerTransport(base));
	}

	/**
	 * Create a client that performs its requests with MockMvc. It can neither stall nor
	 * be slow; {@link SseTestStream#cut()} has the application see a broken connection.
	 * @param mvc the MockMvc
	 * @return the client
	 */
	public static SseTestClient create(MockMvc mvc) {
		Assert.notNull(mvc, "'mvc' must not be null");
		return of(new MockMvcTransport(mvc));
	}

	private static SseTestClient of(SseTestTransport transport) {
		return new SseTestClient(transport, ConcurrentHashMap.newKeySet(), TIMEOUT, JsonData.ofClassPath());
	}

	/**
	 * Return this client with another timeout. Whichever is closed closes the streams of
	 * both.
	 * @param timeout how long anything is waited for
	 * @return the client
	 */
	public SseTestClient withTimeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be positive");
		return new SseTestClient(this.transport, this.streams, timeout, this.json);
	}

	/**
	 * Return this client with another reader of JSON. Whichever is closed closes the
	 * streams of both.
	 * @param json reads the data of events
	 * @return the client
	 */
	public SseTestClient withJson(SseTestJson json) {
		Assert.notNull(json, "'json' must not be null");
		return new SseTestClient(this.transport, this.streams, this.timeout, json);
	}

	/**
	 * Begin a GET request.
	 * @param path the path, with its query if need be, encoded, and with any variables in
	 * braces
	 * @param variables the values of the variables, not encoded
	 * @return the request
	 */
	public SseTestRequest get(String path, Object... variables) {
		return method(HttpMethod.GET, path, variables);
	}

	/**
	 * Begin a POST request.
	 * @param path the path, with its query if need be, encoded, and with any variables in
	 * braces
	 * @param variables the values of the variables, not encoded
	 * @return the request
	 */
	public SseTestRequest post(String path, Object... variables) {
		return method(HttpMethod.POST, path, variables);
	}

	/**
	 * Begin a request.
	 * @param method the method
	 * @param path the path, with its query if need be, encoded, and with any variables in
	 * braces
	 * @param variables the values of the variables, not encoded
	 * @return the request
	 */
	public SseTestRequest method(HttpMethod method, String path, Object... variables) {
		Assert.notNull(method, "'method' must not be null");
		Assert.isTrue(path.startsWith("/"), "'path' must begin with a slash");
		String base = this.transport.base().toString();
		DefaultUriBuilderFactory uris = new DefaultUriBuilderFactory();
		uris.setEncodingMode(EncodingMode.VALUES_ONLY);
		URI uri = uris.expand((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path, variables);
		return new SseTestRequest(this, method, uri.toString());
	}

	SseTestStream send(RequestData request) {
		Received received = new Received(this.json);
		try {
			SseTestExchange exchange = this.transport.exchange(request, received, this.timeout);
			SseTestStream stream = new SseTestStream(this, request, exchange, received);
			this.streams.add(stream);
			return stream;
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError("No answer to " + request + " within " + this.timeout.toMillis() + " ms: " + ex,
					ex);
		}
	}

	Duration timeout() {
		return this.timeout;
	}

	void forget(SseTestStream stream) {
		this.streams.remove(stream);
	}

	/**
	 * Close all streams that are open. The client can open others.
	 */
	@Override
	public void close() {
		this.streams.forEach(SseTestStream::close);
	}

}
