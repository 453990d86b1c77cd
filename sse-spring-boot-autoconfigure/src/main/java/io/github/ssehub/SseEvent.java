package io.github.ssehub;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * An event to publish. Immutable and reusable: the same instance may be published many
 * times and from many threads, provided that its data is not modified meanwhile.
 * <p>
 * Data is written as it is if it is a {@link String}, as Base64 if it is a {@code byte[]}
 * and as JSON otherwise, with the message converters of the application or its
 * {@link SseDataSerializer}. Line breaks in data and comments are split into several
 * lines of the event stream (HTML Living Standard, 9.2.5 and 9.2.6), so that content can
 * never end an event or begin another.
 *
 * @since 0.1.0
 */
public final class SseEvent {

	/**
	 * The greatest number of characters of an event id.
	 */
	public static final int MAX_ID_LENGTH = 256;

	private final @Nullable String id;

	private final @Nullable String event;

	private final @Nullable SseData data;

	private final @Nullable Duration retry;

	private final @Nullable String comment;

	private final @Nullable String key;

	private final Map<String, Object> attributes;

	private SseEvent(Builder builder) {
		this.id = builder.id;
		this.event = builder.event;
		this.data = builder.data;
		this.retry = builder.retry;
		this.comment = builder.comment;
		this.key = builder.key;
		this.attributes = Map.copyOf(builder.attributes);
	}

	/**
	 * Return an unnamed event with the given data. A browser dispatches it as
	 * {@code message}.
	 * @param data the data; an {@link SseEvent} is returned as it is, and a Spring
	 * {@code ServerSentEvent} taken as the event
	 * @return the event
	 */
	public static SseEvent of(Object data) {
		return EventSources.toEvent(data);
	}

	/**
	 * Return a named event with the given data.
	 * @param event the event name
	 * @param data the data
	 * @return the event
	 * @throws IllegalArgumentException if the name is not valid, or the data is an event
	 */
	public static SseEvent of(String event, Object data) {
		return builder().event(event).data(data).build();
	}

	/**
	 * Return a builder for an event.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the id that the application gave the event. An event without one gets an id
	 * from the hub when it is broadcast.
	 * @return the id, or {@code null}
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * Return the event name.
	 * @return the name, or {@code null} for an unnamed event
	 */
	public @Nullable String event() {
		return this.event;
	}

	/**
	 * Return the data.
	 * @return the data, or {@code null} for an event that no client dispatches
	 */
	public @Nullable Object data() {
		return (this.data != null) ? this.data.value() : null;
	}

	/**
	 * Return the data with its type and the hints for the serializer.
	 * @return the data, or {@code null} for an event that no client dispatches
	 */
	public @Nullable SseData typedData() {
		return this.data;
	}

	/**
	 * Return the reconnection time that the event sets in the client.
	 * @return the reconnection time, or {@code null}
	 */
	public @Nullable Duration retry() {
		return this.retry;
	}

	/**
	 * Return the comment.
	 * @return the comment, or {@code null}
	 */
	public @Nullable String comment() {
		return this.comment;
	}

	/**
	 * Return the key: of the events with the same key in a room, a client that is behind
	 * gets only the newest.
	 * @return the key, or {@code null}
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Return the attributes, which filters see and which are never sent.
	 * @return the attributes, unmodifiable
	 */
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public String toString() {
		return "SseEvent[id=" + this.id + ", event=" + this.event + "]";
	}

	/**
	 * Builds an {@link SseEvent}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable String event;

		private @Nullable SseData data;

		private @Nullable Duration retry;

		private @Nullable String comment;

		private @Nullable String key;

		private final Map<String, Object> attributes = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Set an id of the application's own, sent as it is.
		 * @param id an id of 1 to 256 characters without CR, LF or NUL, that neither
		 * begins nor ends with a space
		 * @return this builder
		 * @throws IllegalArgumentException if the id is not valid
		 */
		public Builder id(String id) {
			this.id = EventFields.checkId(id);
			return this;
		}

		/**
		 * Set the event name.
		 * @param event a name without CR, LF or NUL; names that begin with {@code sse-}
		 * are reserved
		 * @return this builder
		 * @throws IllegalArgumentException if the name is not valid
		 */
		public Builder event(String event) {
			this.event = EventFields.checkEvent(event);
			return this;
		}

		/**
		 * Set the data. The empty string is data: the client dispatches an event with
		 * empty data.
		 * @param data the data, or an {@link SseData} with more about it
		 * @return this builder
		 * @throws IllegalArgumentException if the data is an event
		 */
		public Builder data(Object data) {
			this.data = SseData.of(data);
			return this;
		}

		/**
		 * Set data of a generic type.
		 * @param <T> the type
		 * @param data the data
		 * @param type the type
		 * @return this builder
		 * @throws IllegalArgumentException if the data is an event
		 * @see SseData#of(Object, ParameterizedTypeReference)
		 */
		public <T> Builder data(T data, ParameterizedTypeReference<T> type) {
			this.data = SseData.of(data, type);
			return this;
		}

		/**
		 * Set the reconnection time of the client.
		 * @param retry the time, sent in whole milliseconds, not negative
		 * @return this builder
		 * @throws IllegalArgumentException if the time is negative, or too long to be
		 * given in milliseconds
		 */
		public Builder retry(Duration retry) {
			this.retry = EventFields.checkRetry(retry);
			return this;
		}

		/**
		 * Set a comment, which clients ignore.
		 * @param comment the comment, of any number of lines
		 * @return this builder
		 */
		public Builder comment(String comment) {
			Assert.notNull(comment, "'comment' must not be null");
			this.comment = comment;
			return this;
		}

		/**
		 * Set a key, such as the id of the thing whose state the event tells. A client
		 * that is behind, comes back or joins late gets only the newest event of each key
		 * in a room; one that keeps up gets all of them. The key is never sent.
		 * @param key the key
		 * @return this builder
		 */
		public Builder key(String key) {
			Assert.hasLength(key, "'key' must not be empty");
			this.key = key;
			return this;
		}

		/**
		 * Add an attribute, which filters see and which is never sent.
		 * @param name the attribute name
		 * @param value the attribute value
		 * @return this builder
		 */
		public Builder attribute(String name, Object value) {
			Assert.hasLength(name, "'name' must not be empty");
			Assert.notNull(value, "'value' must not be null");
			this.attributes.put(name, value);
			return this;
		}

		/**
		 * Build the event.
		 * @return the event
		 * @throws IllegalArgumentException if the event is empty
		 */
		public SseEvent build() {
			Assert.isTrue(
					this.id != null || this.event != null || this.data != null || this.retry != null
							|| this.comment != null,
					"Event must have at least one of id, event, data, retry and comment");
			return new SseEvent(this);
		}

	}

}
