package io.github.ssehub.test.client;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * One block of an event stream, as a client got it: an event, or a block without data,
 * such as a comment, that no client dispatches. Immutable.
 * <p>
 * AssertJ's {@code assertThat(event)} has {@link SseTestEventAssert}.
 *
 * @since 0.1.0
 */
public final class SseTestEvent implements AssertProvider<SseTestEventAssert> {

	private final @Nullable String name;

	private final @Nullable String data;

	private final @Nullable String id;

	private final String lastEventId;

	private final @Nullable Duration retry;

	private final List<String> comments;

	private final String raw;

	private final SseTestJson json;

	private SseTestEvent(Builder builder, String lastEventId, SseTestJson json) {
		this.name = builder.name;
		this.data = builder.data;
		this.id = builder.id;
		this.lastEventId = lastEventId;
		this.retry = builder.retry;
		this.comments = List.copyOf(builder.comments);
		this.raw = builder.raw();
		this.json = json;
	}

	/**
	 * Return the name of the event.
	 * @return the name, or {@code null} for an unnamed event, which a browser dispatches
	 * as {@code message}
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Return the data, its lines joined with a line feed.
	 * @return the data, or {@code null} for a block that no client dispatches
	 */
	public @Nullable String data() {
		return this.data;
	}

	/**
	 * Return the data, read as JSON.
	 * @param <T> the type
	 * @param type the type
	 * @return the value
	 * @throws AssertionError if the block has no data, or other data
	 */
	public <T> T dataAs(Class<T> type) {
		return cast(JsonData.read(this, this.json, type));
	}

	/**
	 * Return the data, read as JSON of a generic type.
	 * @param <T> the type
	 * @param type the type
	 * @return the value
	 * @throws AssertionError if the block has no data, or other data
	 */
	public <T> T dataAs(ParameterizedTypeReference<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return cast(JsonData.read(this, this.json, type.getType()));
	}

	@SuppressWarnings("unchecked")
	private static <T> T cast(Object value) {
		return (T) value;
	}

	/**
	 * Return the id of this block itself.
	 * @return the id, or {@code null} if it has none
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * Return the id that a client has after this block: its own, or the last one before.
	 * @return the id, empty if there was none yet
	 */
	public String lastEventId() {
		return this.lastEventId;
	}

	/**
	 * Return the reconnection time that the block sets.
	 * @return the time, or {@code null}
	 */
	public @Nullable Duration retry() {
		return this.retry;
	}

	/**
	 * Return the comments of the block, one a line.
	 * @return the comments, unmodifiable
	 */
	public List<String> comments() {
		return this.comments;
	}

	/**
	 * Return whether the block tells of events that were missed ({@code sse-gap}).
	 * @return whether this is a gap
	 */
	public boolean isGap() {
		return "sse-gap".equals(this.name);
	}

	// What moves the position of the client and tells it nothing else
	boolean isPosition() {
		return "sse-open".equals(this.name) || "sse-position".equals(this.name);
	}

	boolean isEvent() {
		return this.data != null && !isPosition();
	}

	/**
	 * Return the lines of the block as they were received, each with a line feed at its
	 * end.
	 * @return the lines
	 */
	public String raw() {
		return this.raw;
	}

	@Override
	public SseTestEventAssert assertThat() {
		return new SseTestEventAssert(this);
	}

	@Override
	public String toString() {
		return this.raw;
	}

	/**
	 * Collects the lines of a block.
	 */
	static final class Builder {

		private static final BigInteger MAX_RETRY = BigInteger.valueOf(Long.MAX_VALUE);

		private final StringBuilder raw = new StringBuilder();

		private final List<String> comments = new ArrayList<>();

		private @Nullable String name;

		private @Nullable String data;

		private @Nullable String id;

		private @Nullable Duration retry;

		void line(String line) {
			this.raw.append(line).append('\n');
		}

		void comment(String comment) {
			this.comments.add(comment);
		}

		void name(String name) {
			this.name = name.isEmpty() ? null : name;
		}

		void data(String line) {
			this.data = (this.data != null) ? this.data + "\n" + line : line;
		}

		void id(String id) {
			this.id = id;
		}

		void retry(String digits) {
			this.retry = Duration.ofMillis(new BigInteger(digits).min(MAX_RETRY).longValue());
		}

		boolean isEmpty() {
			return this.raw.isEmpty();
		}

		String raw() {
			return this.raw.toString();
		}

		SseTestEvent build(String lastEventId, SseTestJson json) {
			return new SseTestEvent(this, lastEventId, json);
		}

	}

}
