package io.github.ssehub.source;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStreamState;

/**
 * See {@link StreamDirectory#NONE}.
 */
final class NoDirectory implements StreamDirectory {

	@Override
	public boolean isShared() {
		return false;
	}

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
	}

	@Override
	public void remove(String id) {
	}

	@Override
	public @Nullable SharedStream find(String id) {
		return null;
	}

	@Override
	public boolean takeOver(SharedStream stream) {
		return false;
	}

}
