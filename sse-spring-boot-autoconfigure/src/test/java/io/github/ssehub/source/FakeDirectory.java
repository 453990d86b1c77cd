package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStreamState;
import io.github.ssehub.SseUnavailableException;

/**
 * A directory of one stream of another node. For one thread.
 */
final class FakeDirectory implements StreamDirectory {

	// How streams of this node have ended
	final List<String> ends = new ArrayList<>();

	// Null if there is none
	@Nullable SharedStream stream;

	boolean alive;

	int answersToLose;

	@Override
	public void onTakenOver(Consumer<String> callback) {
	}

	@Override
	public void add(StreamDescription stream, LongSupplier from) {
	}

	@Override
	public void begun(String id) {
	}

	@Override
	public void end(String id, SseStreamState state, long last) {
		this.ends.add(state + " " + last);
		change("this", state, last);
	}

	void change(String node, SseStreamState state, long last) {
		SharedStream stream = this.stream;
		if (stream != null) {
			this.stream = new SharedStream(stream.description(), node, state, stream.from(), last);
		}
	}

	@Override
	public void remove(String id) {
	}

	@Override
	public @Nullable SharedStream find(String id) {
		return this.stream;
	}

	@Override
	public boolean takeOver(SharedStream stream) {
		if (this.alive) {
			return false;
		}
		change("this", SseStreamState.RUNNING, 0);
		if (this.answersToLose > 0) {
			this.answersToLose--;
			throw new SseUnavailableException("lost", null);
		}
		return true;
	}

}
