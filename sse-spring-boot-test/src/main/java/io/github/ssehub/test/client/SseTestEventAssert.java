package io.github.ssehub.test.client;

import java.time.Duration;
import java.util.Objects;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Assertions on a block of an event stream.
 *
 * @since 0.1.0
 */
public final class SseTestEventAssert extends AbstractAssert<SseTestEventAssert, SseTestEvent> {

	SseTestEventAssert(SseTestEvent actual) {
		super(actual, SseTestEventAssert.class);
	}

	/**
	 * Verify the name.
	 * @param name the expected name
	 * @return this assertion
	 */
	public SseTestEventAssert hasName(String name) {
		return check("name", name, event().name());
	}

	/**
	 * Verify that the event has no name, so that browsers dispatch it as {@code message}.
	 * @return this assertion
	 */
	public SseTestEventAssert isUnnamed() {
		return check("name", null, event().name());
	}

	/**
	 * Verify the data.
	 * @param data the expected data
	 * @return this assertion
	 */
	public SseTestEventAssert hasData(String data) {
		return check("data", data, event().data());
	}

	/**
	 * Verify that there is no data, so that no client dispatches the block.
	 * @return this assertion
	 */
	public SseTestEventAssert hasNoData() {
		return check("data", null, event().data());
	}

	/**
	 * Verify that the data contains some texts.
	 * @param texts the texts
	 * @return this assertion
	 */
	public SseTestEventAssert hasDataContaining(String... texts) {
		String data = event().data();
		for (String text : texts) {
			if (data == null || !data.contains(text)) {
				throw failure("data that contains '" + text + "'");
			}
		}
		return this;
	}

	/**
	 * Verify the data, read as JSON.
	 * @param <T> the type
	 * @param type the type
	 * @param expected the expected value, compared with {@code equals}
	 * @return this assertion
	 */
	public <T> SseTestEventAssert hasDataAs(Class<T> type, T expected) {
		return checkData(expected, event().dataAs(type));
	}

	/**
	 * Verify the data, read as JSON of a generic type.
	 * @param <T> the type
	 * @param type the type
	 * @param expected the expected value, compared with {@code equals}
	 * @return this assertion
	 */
	public <T> SseTestEventAssert hasDataAs(ParameterizedTypeReference<T> type, T expected) {
		return checkData(expected, event().dataAs(type));
	}

	private SseTestEventAssert checkData(@Nullable Object expected, Object actual) {
		if (!Objects.equals(expected, actual)) {
			throw failure("data that is " + expected + " and not " + actual);
		}
		return this;
	}

	/**
	 * Verify that the block itself has an id.
	 * @return this assertion
	 */
	public SseTestEventAssert hasId() {
		if (event().id() == null) {
			throw failure("an id");
		}
		return this;
	}

	/**
	 * Verify the id of the block itself.
	 * @param id the expected id
	 * @return this assertion
	 */
	public SseTestEventAssert hasId(String id) {
		return check("id", id, event().id());
	}

	/**
	 * Verify that the block itself has no id.
	 * @return this assertion
	 */
	public SseTestEventAssert hasNoId() {
		return check("id", null, event().id());
	}

	/**
	 * Verify that there is a comment line.
	 * @param comment the expected line
	 * @return this assertion
	 */
	public SseTestEventAssert hasComment(String comment) {
		if (!event().comments().contains(comment)) {
			throw failure("comment '" + comment + "'");
		}
		return this;
	}

	/**
	 * Verify the reconnection time.
	 * @param retry the expected time
	 * @return this assertion
	 */
	public SseTestEventAssert hasRetry(Duration retry) {
		return check("retry", retry, event().retry());
	}

	/**
	 * Verify that the event tells of events that were missed.
	 * @return this assertion
	 */
	public SseTestEventAssert isGap() {
		if (!event().isGap()) {
			throw failure("a gap");
		}
		return this;
	}

	/**
	 * Verify that the event tells of events that were missed, and why.
	 * @param reason the expected reason, {@code expired}, {@code unknown} or
	 * {@code overflow}
	 * @return this assertion
	 */
	public SseTestEventAssert isGap(String reason) {
		String data = event().data();
		if (!event().isGap() || data == null || !data.contains("\"reason\":\"" + reason + "\"")) {
			throw failure("a gap of the reason " + reason);
		}
		return this;
	}

	private SseTestEvent event() {
		isNotNull();
		return this.actual;
	}

	private SseTestEventAssert check(String field, @Nullable Object expected, @Nullable Object actual) {
		if (!Objects.equals(expected, actual)) {
			throw failure((expected != null) ? field + " '" + expected + "'" : "no " + field);
		}
		return this;
	}

	private AssertionError failure(String expected) {
		return failureWithActualExpected(event().raw(), expected, "Expected %s, but got:%n%s", expected,
				Text.indent(event().raw()));
	}

}
