package io.github.ssehub.test.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.util.Assert;

/**
 * A request for an event stream, to be completed and sent: by {@link #open()}, or by
 * {@link #exchange()} where another answer is expected than a stream. It may be sent any
 * number of times. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SseTestRequest {

	static final String LAST_EVENT_ID = "Last-Event-ID";

	private static final int SMALL_BUFFER = 4 * 1024;

	private final SseTestClient client;

	private final HttpMethod method;

	private final String uri;

	private final HttpHeaders headers = new HttpHeaders();

	private final List<String> parameters = new ArrayList<>();

	private final List<RequestPostProcessor> processors = new ArrayList<>();

	// Mutable state
	private byte[] body = {};

	private int receiveBuffer;

	private int bytesPerSecond;

	SseTestRequest(SseTestClient client, HttpMethod method, String uri) {
		this.client = client;
		this.method = method;
		this.uri = uri;
		this.headers.set(HttpHeaders.ACCEPT, MediaType.TEXT_EVENT_STREAM_VALUE);
	}

	// The same again
	SseTestRequest(SseTestClient client, RequestData data) {
		this(client, data.method(), data.uri().toString());
		this.headers.clear();
		this.headers.putAll(data.headers());
		this.processors.addAll(data.processors());
		this.body = data.body();
		this.receiveBuffer = data.receiveBuffer();
		this.bytesPerSecond = data.bytesPerSecond();
	}

	/**
	 * Set a header. {@code Accept} is {@code text/event-stream} unless it is set.
	 * @param name the name
	 * @param values the values
	 * @return this request
	 * @throws IllegalArgumentException if there is a line break in it
	 */
	public SseTestRequest header(String name, String... values) {
		checkLine(name);
		for (String value : values) {
			checkLine(value);
		}
		this.headers.put(name, List.of(values));
		return this;
	}

	private static void checkLine(String text) {
		Assert.isTrue(text.indexOf('\r') < 0 && text.indexOf('\n') < 0, "Header must not contain a line break");
	}

	/**
	 * Change the headers.
	 * @param headers is given the headers
	 * @return this request
	 */
	public SseTestRequest headers(Consumer<HttpHeaders> headers) {
		headers.accept(this.headers);
		return this;
	}

	/**
	 * Add a parameter to the query.
	 * @param name the name, not encoded
	 * @param values the values, not encoded
	 * @return this request
	 */
	public SseTestRequest param(String name, String... values) {
		for (String value : values) {
			this.parameters.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
					+ URLEncoder.encode(value, StandardCharsets.UTF_8));
		}
		return this;
	}

	/**
	 * Set the id that a client resumes from.
	 * @param id the id
	 * @return this request
	 */
	public SseTestRequest lastEventId(String id) {
		return header(LAST_EVENT_ID, id);
	}

	/**
	 * Set the body.
	 * @param type the content type
	 * @param text the text, sent as UTF-8
	 * @return this request
	 */
	public SseTestRequest body(MediaType type, String text) {
		this.headers.setContentType(type);
		this.body = text.getBytes(StandardCharsets.UTF_8);
		return this;
	}

	/**
	 * Set a body of JSON.
	 * @param json the text
	 * @return this request
	 */
	public SseTestRequest json(String json) {
		return body(MediaType.APPLICATION_JSON, json);
	}

	/**
	 * Have the system keep less of what arrives and has not been read. A client that
	 * stalls takes some kilobytes then instead of megabytes, and what the server itself
	 * keeps for it. For a server only.
	 * @param bytes the size of the receive buffer; the system may take it for a hint
	 * @return this request
	 */
	public SseTestRequest receiveBuffer(int bytes) {
		Assert.isTrue(bytes > 0, "'bytes' must be positive");
		this.receiveBuffer = bytes;
		return this;
	}

	/**
	 * Read slowly, like over a slow link. The receive buffer is a small one unless it is
	 * set. For a server only.
	 * @param bytes how many bytes of the body are read in a second
	 * @return this request
	 */
	public SseTestRequest bytesPerSecond(int bytes) {
		Assert.isTrue(bytes > 0, "'bytes' must be positive");
		this.bytesPerSecond = bytes;
		if (this.receiveBuffer == 0) {
			this.receiveBuffer = SMALL_BUFFER;
		}
		return this;
	}

	/**
	 * Add something that changes the request, such as the user of Spring Security's
	 * {@code SecurityMockMvcRequestPostProcessors}. For MockMvc only.
	 * @param processor the processor
	 * @return this request
	 */
	public SseTestRequest with(RequestPostProcessor processor) {
		this.processors.add(processor);
		return this;
	}

	/**
	 * Send the request and wait for a stream. What is published from now on reaches it,
	 * if it is a stream of a hub.
	 * @return the stream
	 * @throws AssertionError if the answer is not 200 with an event stream, or none comes
	 * within the timeout of the client
	 */
	public SseTestStream open() {
		return this.client.send(data()).checkStream();
	}

	/**
	 * Send the request and wait for the status and headers of the answer, whatever it is.
	 * @return the answer
	 * @throws AssertionError if none comes within the timeout of the client
	 */
	public SseTestStream exchange() {
		return this.client.send(data());
	}

	private RequestData data() {
		String target = this.uri;
		if (!this.parameters.isEmpty()) {
			target += ((target.indexOf('?') < 0) ? "?" : "&") + String.join("&", this.parameters);
		}
		HttpHeaders copy = new HttpHeaders();
		copy.putAll(this.headers);
		return new RequestData(this.method, URI.create(target), copy, this.body, this.receiveBuffer,
				this.bytesPerSecond, List.copyOf(this.processors));
	}

}
