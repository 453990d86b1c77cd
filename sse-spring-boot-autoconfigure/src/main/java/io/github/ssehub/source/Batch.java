package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

import io.github.ssehub.SseData;
import io.github.ssehub.SseEvent;

/**
 * Elements that become one: text that is joined, others in a list, or one that stays
 * alone. Not thread-safe.
 */
final class Batch {

	// Keeps tiny texts, which batches are for, far below the limit of an event
	private static final int MAX_TEXT = 8192;

	private final Kind kind;

	private final int maxElements;

	private final Object first;

	private @Nullable StringBuilder text;

	private @Nullable List<Object> list;

	private int size = 1;

	private boolean due;

	private @Nullable Future<?> timer;

	Batch(Object first, int maxElements) {
		this.first = first;
		this.kind = Kind.of(first);
		this.maxElements = maxElements;
	}

	// Return whether there was room for it
	boolean add(Object element) {
		if (isFull() || this.kind != Kind.of(element)) {
			return false;
		}
		if (element instanceof String string) {
			if (this.text == null) {
				this.text = new StringBuilder((String) this.first);
			}
			if (this.text.length() + string.length() > MAX_TEXT) {
				return false;
			}
			this.text.append(string);
		}
		else {
			if (this.list == null) {
				this.list = new ArrayList<>(List.of(this.first));
			}
			this.list.add(element);
		}
		this.size++;
		return true;
	}

	boolean isFull() {
		return this.size >= this.maxElements || this.kind == Kind.ALONE;
	}

	boolean isDue() {
		return this.due;
	}

	void setDue() {
		this.due = true;
	}

	void setTimer(Future<?> timer) {
		this.timer = timer;
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	int size() {
		return this.size;
	}

	Object toElement() {
		return switch (this.kind) {
			case TEXT -> (this.text != null) ? this.text.toString() : this.first;
			case LIST -> (this.list != null) ? this.list : List.of(this.first);
			case ALONE -> this.first;
		};
	}

	private enum Kind {

		TEXT, LIST, ALONE;

		static Kind of(Object element) {
			if (element instanceof String) {
				return TEXT;
			}
			boolean alone = element instanceof SseEvent || element instanceof ServerSentEvent<?>
					|| element instanceof SseData;
			return alone ? ALONE : LIST;
		}

	}

}
