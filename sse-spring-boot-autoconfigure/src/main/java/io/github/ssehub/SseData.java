package io.github.ssehub;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.Assert;

/**
 * Data of an event, with what is known about how to write it. Immutable, and taken
 * wherever data is: {@code hub.broadcast("dogs", SseData.of(dogs).view(Summary.class))}.
 * <p>
 * A list of dogs does not know that it is a {@code List<Animal>}, so that type ids
 * ({@code @JsonTypeInfo}) of its elements are not written unless the type is given, as
 * the return type of a controller method gives it.
 *
 * @since 0.1.0
 * @see SseDataSerializer
 */
public final class SseData {

	/**
	 * The name of the hint that a {@linkplain #view view} is.
	 */
	public static final String VIEW_HINT = "com.fasterxml.jackson.annotation.JsonView";

	private final Object value;

	private final @Nullable ResolvableType type;

	private final Map<String, Object> hints;

	private SseData(Object value, @Nullable ResolvableType type, Map<String, Object> hints) {
		this.value = value;
		this.type = type;
		this.hints = hints;
	}

	/**
	 * Return data whose type is its class.
	 * @param value the data; an {@link SseData} is returned as it is
	 * @return the data
	 * @throws IllegalArgumentException if the data is an event
	 */
	public static SseData of(Object value) {
		return (value instanceof SseData data) ? data : new SseData(checkValue(value), null, Map.of());
	}

	/**
	 * Return data of a generic type.
	 * @param <T> the type
	 * @param value the data
	 * @param type the type
	 * @return the data
	 * @throws IllegalArgumentException if the data is an event
	 */
	public static <T> SseData of(T value, ParameterizedTypeReference<T> type) {
		Assert.notNull(type, "'type' must not be null");
		return new SseData(checkValue(value), ResolvableType.forType(type), Map.of());
	}

	private static Object checkValue(@Nullable Object value) {
		Assert.notNull(value, "'data' must not be null");
		Assert.isTrue(!(value instanceof SseEvent) && !(value instanceof ServerSentEvent),
				"'data' must not be an event: publish the event itself");
		return value;
	}

	/**
	 * Write only what belongs to a view ({@code @JsonView}), with Jackson.
	 * @param view the view
	 * @return a changed copy
	 */
	public SseData view(Class<?> view) {
		Assert.notNull(view, "'view' must not be null");
		return hint(VIEW_HINT, view);
	}

	/**
	 * Add a hint for the serializer, such as those of Spring's converters for Jackson.
	 * @param name the name of the hint
	 * @param value the value
	 * @return a changed copy
	 */
	public SseData hint(String name, Object value) {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.notNull(value, "'value' must not be null");
		Assert.isTrue(!VIEW_HINT.equals(name) || value instanceof Class, "View must be a class");
		Map<String, Object> all = new LinkedHashMap<>(this.hints);
		all.put(name, value);
		return new SseData(this.value, this.type, Map.copyOf(all));
	}

	/**
	 * Return the data.
	 * @return the data
	 */
	public Object value() {
		return this.value;
	}

	/**
	 * Return the type of the data.
	 * @return the type that was given, or else the class of the data
	 */
	public ResolvableType type() {
		return (this.type != null) ? this.type : ResolvableType.forInstance(this.value);
	}

	/**
	 * Return the hints for the serializer.
	 * @return the hints, unmodifiable
	 */
	public Map<String, Object> hints() {
		return this.hints;
	}

	// Without the value, which may be confidential
	@Override
	public String toString() {
		return "SseData[" + type() + "]";
	}

}
