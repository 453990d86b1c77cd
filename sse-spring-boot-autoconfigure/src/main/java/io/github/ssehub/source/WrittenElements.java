package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseStream;

/**
 * The elements of a detached stream that are written, for readers who get those that they
 * have missed as one. Keeps none without an aggregator. Thread-safe.
 */
final class WrittenElements {

	private final SseStream<?> stream;

	private final SseFormat format;

	// Mutable state
	private final List<Element> elements = new ArrayList<>();

	private long start = -1;

	/**
	 * Create a new {@link WrittenElements} instance.
	 * @param stream the stream
	 * @param format the format of the stream, which is asked for those of readers
	 */
	WrittenElements(SseStream<?> stream, SseFormat format) {
		this.stream = stream;
		this.format = format;
	}

	// What was written so far comes before all elements
	synchronized void begin(long sequence) {
		if (this.start < 0) {
			this.start = sequence;
		}
	}

	synchronized void add(Object value, long sequence) {
		if (this.stream.aggregator() != null) {
			this.elements.add(new Element(value, sequence));
		}
	}

	// Null unless there is more than one element that can be made one, behind what the
	// client has. Code of the application runs without the lock
	@Nullable Missed missed(long after) {
		List<Element> written;
		long start;
		synchronized (this) {
			written = List.copyOf(this.elements);
			start = this.start;
		}
		int first = written.size();
		while (first > 0 && written.get(first - 1).sequence > after) {
			first--;
		}
		boolean withinElement = after > start && (first == 0 || written.get(first - 1).sequence != after);
		if (written.size() - first < 2 || withinElement) {
			return null;
		}
		Object all = written.get(first).value;
		for (Element next : written.subList(first + 1, written.size())) {
			all = aggregate(all, next.value);
		}
		SseFormat format = this.format.forStream();
		List<SseEvent> events = new ArrayList<>(format.start());
		if (after >= start) {
			events.clear();
		}
		// What the client has seen
		written.subList(0, first).forEach((element) -> format.element(element.value));
		events.addAll(format.element(all));
		return new Missed(events, written.get(written.size() - 1).sequence);
	}

	@SuppressWarnings("unchecked")
	private Object aggregate(Object first, Object second) {
		BinaryOperator<Object> aggregator = (BinaryOperator<Object>) this.stream.aggregator();
		return (aggregator != null) ? aggregator.apply(first, second) : second;
	}

	private record Element(Object value, long sequence) {

	}

	/**
	 * The events of what a reader has missed.
	 *
	 * @param events the events
	 * @param through the sequence up to which it has everything with them
	 */
	record Missed(List<SseEvent> events, long through) {

	}

}
