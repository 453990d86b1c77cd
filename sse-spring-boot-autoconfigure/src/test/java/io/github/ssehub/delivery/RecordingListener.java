package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.log.Leap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that records what it is told, and fails the test if it is told anything
 * after the end.
 */
final class RecordingListener implements StreamListener {

	private final List<String> calls = new ArrayList<>();

	private boolean closed;

	boolean fails;

	List<String> calls() {
		return this.calls;
	}

	@Override
	public void opened() {
		add("opened");
	}

	@Override
	public void joined(String room) {
		add("joined " + room);
	}

	@Override
	public void left(String room) {
		add("left " + room);
	}

	@Override
	public void gap(SseGap gap) {
		add("gap " + gap.reason() + " after " + Leap.from(String.valueOf(gap.lastEventId())));
	}

	@Override
	public void closed(CloseReason reason, boolean wasOpen) {
		add("closed " + reason + (wasOpen ? "" : " unopened"));
		this.closed = true;
		if (this.fails) {
			throw new OutOfMemoryError("on purpose");
		}
	}

	private void add(String call) {
		assertThat(this.closed).isFalse();
		this.calls.add(call);
	}

}
