package io.github.ssehub.test.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.Assert;

import io.github.ssehub.test.client.Received.State;

/**
 * An event stream as its client sees it, or another answer to the request for one.
 * <p>
 * The {@code await} methods go through the stream: each returns what comes after that
 * which the last one returned, waiting for it if need be. Events that tell a position and
 * nothing else ({@code sse-open}, {@code sse-position}), and blocks without data, are
 * passed by unless they are asked for. AssertJ's {@code assertThat(stream)} has
 * {@link SseTestStreamAssert}, which looks at all that has been received.
 * <p>
 * For one thread. Closing the stream ends its connection; what it has received can still
 * be read.
 *
 * @since 0.1.0
 */
public final class SseTestStream implements AutoCloseable, AssertProvider<SseTestStreamAssert> {

	private final SseTestClient client;

	private final RequestData request;

	private final SseTestExchange exchange;

	private final Received received;

	private final StreamReader reader;

	SseTestStream(SseTestClient client, RequestData request, SseTestExchange exchange, Received received) {
		this.client = client;
		this.request = request;
		this.exchange = exchange;
		this.received = received;
		this.reader = new StreamReader(exchange, received, client.timeout(), this::describe);
	}

	static boolean isEventStream(HttpHeaders headers) {
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
	}

	SseTestStream checkStream() {
		if (status() != 200 || !isEventStream(headers())) {
			if (!isEventStream(headers())) {
				// A problem detail tells why there is no stream
				this.reader.await(Duration.ofSeconds(1), () -> null);
			}
			String description = describe();
			close();
			throw new AssertionError("Expected 200 and an event stream, but got:\n" + description);
		}
		return this;
	}

	/**
	 * Return the status of the answer.
	 * @return the status
	 */
	public int status() {
		return this.exchange.status();
	}

	/**
	 * Return the headers of the answer.
	 * @return the headers
	 */
	public HttpHeaders headers() {
		return this.exchange.headers();
	}

	/**
	 * Return a header of the answer.
	 * @param name the name
	 * @return its first value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return headers().getFirst(name);
	}

	/**
	 * Wait for the first block, with which the hub opens a stream, or for one that has
	 * come already. It is passed by if it tells a position and nothing else.
	 * @return this stream
	 */
	public SseTestStream awaitOpen() {
		this.reader.awaitOpen();
		return this;
	}

	/**
	 * Wait for the next event.
	 * @return the event
	 */
	public SseTestEvent awaitEvent() {
		return this.reader.awaitBlock("an event", SseTestEvent::isEvent);
	}

	/**
	 * Wait for the next event with a name, passing by others. {@code sse-open},
	 * {@code sse-position} and {@code sse-gap} are names, too.
	 * @param name the name; {@code message} is that of events without one
	 * @return the event
	 */
	public SseTestEvent awaitEvent(String name) {
		Assert.notNull(name, "'name' must not be null");
		return this.reader.awaitBlock("an event '" + name + "'", named(name));
	}

	static Predicate<SseTestEvent> named(String name) {
		return (event) -> event.data() != null && name.equals((event.name() != null) ? event.name() : "message");
	}

	/**
	 * Wait for some number of events.
	 * @param count the number
	 * @return the next events, as many as asked for
	 */
	public List<SseTestEvent> awaitEvents(int count) {
		List<SseTestEvent> result = new ArrayList<>();
		while (result.size() < count) {
			int number = result.size() + 1;
			result.add(this.reader.awaitBlock("event " + number + " of " + count, SseTestEvent::isEvent));
		}
		return result;
	}

	/**
	 * Wait for the next block with a comment, which a heartbeat is, passing by others.
	 * @return the block
	 */
	public SseTestEvent awaitComment() {
		return this.reader.awaitBlock("a comment", (block) -> !block.comments().isEmpty() && block.data() == null);
	}

	/**
	 * Wait for the end of the stream, by the server.
	 * @return the events that came before it and had not been awaited
	 * @throws AssertionError if the connection breaks instead
	 */
	public List<SseTestEvent> awaitEnd() {
		this.reader.awaitEnd("its end");
		return this.reader.takeRest();
	}

	/**
	 * Wait for the whole body of an answer that is no event stream.
	 * @return the body
	 */
	public String awaitBody() {
		this.reader.awaitEnd("the end of the body");
		return this.received.body();
	}

	/**
	 * Return the events that have been received, awaited or not.
	 * @return the events, without those that tell a position and nothing else
	 */
	public List<SseTestEvent> events() {
		return blocks().stream().filter(SseTestEvent::isEvent).toList();
	}

	/**
	 * Return all blocks that have been received, awaited or not.
	 * @return the blocks
	 */
	public List<SseTestEvent> blocks() {
		this.exchange.poll();
		return this.received.blocks();
	}

	/**
	 * Return the id that the client would resume from: the last one that has been
	 * received, awaited or not.
	 * @return the id, empty if there was none
	 */
	public String lastEventId() {
		this.exchange.poll();
		return this.received.lastEventId();
	}

	/**
	 * Return whether more may come.
	 * @return whether the stream has neither ended nor been cut
	 */
	public boolean isOpen() {
		return state() == State.OPEN;
	}

	State state() {
		this.exchange.poll();
		return this.received.state();
	}

	/**
	 * Stop reading, as a client does whose process hangs. Nothing is received any more,
	 * and once all buffers are full, which takes events, the server cannot write. See
	 * {@link SseTestRequest#receiveBuffer(int)}.
	 * @return this stream
	 * @throws UnsupportedOperationException with MockMvc
	 */
	public SseTestStream stall() {
		this.exchange.stall();
		return this;
	}

	/**
	 * Go on to read after {@link #stall()}.
	 * @return this stream
	 * @throws UnsupportedOperationException with MockMvc
	 */
	public SseTestStream proceed() {
		this.exchange.proceed();
		return this;
	}

	/**
	 * Cut the connection off with a reset, as a network does. The server sees it when it
	 * next writes, or before.
	 * @return this stream
	 */
	public SseTestStream cut() {
		this.exchange.cut();
		this.client.forget(this);
		return this;
	}

	/**
	 * Come back as a client does: cut the connection, if there is one, and send the same
	 * request with the {@link #lastEventId()}.
	 * @return the new stream
	 * @throws AssertionError if the answer is no stream
	 */
	public SseTestStream resume() {
		cut();
		return resumeRequest().open();
	}

	/**
	 * Return the request that {@link #resume()} sends, to be changed before it is sent.
	 * @return the request
	 */
	public SseTestRequest resumeRequest() {
		SseTestRequest result = new SseTestRequest(this.client, this.request);
		String id = lastEventId();
		return id.isEmpty() ? result : result.lastEventId(id);
	}

	@Override
	public void close() {
		this.exchange.close();
		this.client.forget(this);
	}

	Duration timeout() {
		return this.client.timeout();
	}

	// Null once there will be no more, too
	<T> @Nullable T await(Duration timeout, Supplier<@Nullable T> attempt) {
		return this.reader.await(timeout, attempt);
	}

	// The events that have come and were not awaited
	List<SseTestEvent> unread() {
		this.exchange.poll();
		return this.reader.unread();
	}

	String describe() {
		return this.request + ": " + status() + " " + header(HttpHeaders.CONTENT_TYPE) + ", "
				+ this.received.describe();
	}

	@Override
	public SseTestStreamAssert assertThat() {
		return new SseTestStreamAssert(this);
	}

	@Override
	public String toString() {
		return describe();
	}

}
