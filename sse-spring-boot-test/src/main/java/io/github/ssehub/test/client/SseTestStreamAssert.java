package io.github.ssehub.test.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.test.client.Received.State;

/**
 * Assertions on an event stream. They look at all that it has received, whether it was
 * awaited or not, and do not change what its {@code await} methods return next. What may
 * still come is waited for, for the timeout of the client. Events that tell a position
 * and nothing else do not count.
 *
 * @since 0.1.0
 */
public final class SseTestStreamAssert extends AbstractAssert<SseTestStreamAssert, SseTestStream> {

	SseTestStreamAssert(SseTestStream actual) {
		super(actual, SseTestStreamAssert.class);
	}

	/**
	 * Verify the status of the answer.
	 * @param status the expected status
	 * @return this assertion
	 */
	public SseTestStreamAssert hasStatus(int status) {
		return require("status " + status, stream().status() == status);
	}

	/**
	 * Verify a header of the answer.
	 * @param name the name
	 * @param value the expected value
	 * @return this assertion
	 */
	public SseTestStreamAssert hasHeader(String name, String value) {
		return require("header " + name + ": " + value + " and not " + stream().header(name),
				value.equals(stream().header(name)));
	}

	/**
	 * Verify that there is an event, or wait for one.
	 * @return this assertion
	 */
	public SseTestStreamAssert hasEvent() {
		return awaitEvent("an event", SseTestEvent::isEvent);
	}

	/**
	 * Verify that there is an event with a name, or wait for it.
	 * @param name the expected name; {@code message} is that of events without one
	 * @return this assertion
	 */
	public SseTestStreamAssert hasEvent(String name) {
		return awaitEvent("an event '" + name + "'", SseTestStream.named(name));
	}

	/**
	 * Verify that there is an event with a name and data, or wait for it.
	 * @param name the expected name; {@code message} is that of events without one
	 * @param data the expected data
	 * @return this assertion
	 */
	public SseTestStreamAssert hasEvent(String name, String data) {
		return awaitEvent("an event '" + name + "' with the data '" + data + "'",
				SseTestStream.named(name).and((event) -> data.equals(event.data())));
	}

	/**
	 * Verify that there is an event with some data, or wait for it.
	 * @param data the expected data
	 * @return this assertion
	 */
	public SseTestStreamAssert hasData(String data) {
		return awaitEvent("an event with the data '" + data + "'",
				(event) -> event.isEvent() && data.equals(event.data()));
	}

	/**
	 * Verify that there is an event with some JSON as data, or wait for it.
	 * @param <T> the type
	 * @param type the type
	 * @param expected the expected value, compared with {@code equals}
	 * @return this assertion
	 */
	public <T> SseTestStreamAssert hasDataAs(Class<T> type, T expected) {
		return awaitEvent("an event with data that is " + expected,
				(event) -> event.isEvent() && expected.equals(tryRead(event, type)));
	}

	private static <T> @Nullable T tryRead(SseTestEvent event, Class<T> type) {
		try {
			return event.dataAs(type);
		}
		catch (AssertionError ex) {
			return null;
		}
	}

	/**
	 * Verify that the data of all events is the expected one, in its order, or wait for
	 * as many.
	 * @param data the data of each event
	 * @return this assertion
	 */
	public SseTestStreamAssert hasExactlyData(String... data) {
		List<String> expected = List.of(data);
		stream().await(timeout(), () -> (stream().events().size() >= data.length) ? Boolean.TRUE : null);
		return require("events with exactly the data " + expected,
				stream().events().stream().map(SseTestEvent::data).toList().equals(expected));
	}

	/**
	 * Verify that there is an event with an id, or wait for it.
	 * @param id the expected id
	 * @return this assertion
	 */
	public SseTestStreamAssert hasId(String id) {
		return awaitEvent("an event with the id '" + id + "'", (event) -> event.isEvent() && id.equals(event.id()));
	}

	/**
	 * Verify the id that the client would resume from, or wait for it.
	 * @param id the expected id
	 * @return this assertion
	 */
	public SseTestStreamAssert hasLastEventId(String id) {
		return await("last event id '" + id + "'", () -> id.equals(stream().lastEventId()) ? Boolean.TRUE : null);
	}

	/**
	 * Verify that there is a comment, which a heartbeat is, or wait for one.
	 * @return this assertion
	 */
	public SseTestStreamAssert hasComment() {
		return awaitEvent("a comment", (block) -> !block.comments().isEmpty() && block.data() == null);
	}

	/**
	 * Verify that there is a comment line, or wait for it.
	 * @param comment the expected line
	 * @return this assertion
	 */
	public SseTestStreamAssert hasComment(String comment) {
		return awaitEvent("comment '" + comment + "'", (block) -> block.comments().contains(comment));
	}

	/**
	 * Verify that the client was told of events that it missed, or wait for it.
	 * @return this assertion
	 */
	public SseTestStreamAssert hasGap() {
		return awaitEvent("a gap", SseTestEvent::isGap);
	}

	/**
	 * Verify that the client has not been told of events that it missed. Waits for
	 * nothing: to be sure, await an event behind.
	 * @return this assertion
	 */
	public SseTestStreamAssert hasNoGap() {
		return require("no gap", stream().events().stream().noneMatch(SseTestEvent::isGap));
	}

	/**
	 * Verify that more may come.
	 * @return this assertion
	 */
	public SseTestStreamAssert isOpen() {
		return require("an open stream", stream().isOpen());
	}

	/**
	 * Verify that the server has ended the stream in an orderly way, or wait for it.
	 * @return this assertion
	 */
	public SseTestStreamAssert hasEnded() {
		return await("the end of the stream", () -> (stream().state() == State.ENDED) ? Boolean.TRUE : null);
	}

	/**
	 * Verify that the connection has broken, without an orderly end, or wait for it.
	 * @return this assertion
	 */
	public SseTestStreamAssert isBroken() {
		return await("a broken connection", () -> (stream().state() == State.BROKEN) ? Boolean.TRUE : null);
	}

	/**
	 * Verify that no event comes for a while, and none is there that was not awaited.
	 * Comments do not count. Takes all of the time, so that an event that is broadcast
	 * afterwards and awaited next may be the better proof of silence.
	 * @param time how long
	 * @return this assertion
	 */
	public SseTestStreamAssert staysQuietFor(Duration time) {
		List<SseTestEvent> events = stream().await(time, () -> {
			List<SseTestEvent> unread = stream().unread();
			return unread.isEmpty() ? null : unread;
		});
		return require("no event for " + time.toMillis() + " ms", events == null);
	}

	private SseTestStreamAssert awaitEvent(String what, Predicate<SseTestEvent> condition) {
		int[] next = { 0 };
		return await(what, () -> {
			List<SseTestEvent> blocks = stream().blocks();
			while (next[0] < blocks.size()) {
				if (condition.test(blocks.get(next[0]++))) {
					return Boolean.TRUE;
				}
			}
			return null;
		});
	}

	private SseTestStreamAssert await(String what, Supplier<@Nullable Boolean> attempt) {
		boolean met = stream().await(timeout(), attempt) != null;
		String within = stream().isOpen() ? " within " + timeout().toMillis() + " ms" : "";
		return require(what + within, met);
	}

	private Duration timeout() {
		return stream().timeout();
	}

	private SseTestStream stream() {
		isNotNull();
		return this.actual;
	}

	private SseTestStreamAssert require(String expected, boolean met) {
		if (!met) {
			throw failure("Expected %s, but got:%n%s", expected, stream().describe());
		}
		return this;
	}

}
