package io.github.ssehub.source;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A timer whose time a test tells. Thread-safe, but for that.
 */
public final class ManualTimer implements DelayTimer {

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private volatile Duration now = Duration.ZERO;

	@Override
	public Future<?> schedule(Runnable task, Duration delay) {
		Entry entry = new Entry(new FutureTask<>(task, null), this.now.plus(delay));
		this.entries.add(entry);
		return entry.task();
	}

	public void advance(Duration time) {
		Duration end = this.now.plus(time);
		for (Entry entry = firstUntil(end); entry != null; entry = firstUntil(end)) {
			this.now = entry.time();
			this.entries.remove(entry);
			entry.task().run();
		}
		this.now = end;
	}

	private Entry firstUntil(Duration end) {
		return this.entries.stream()
			.filter((entry) -> entry.time().compareTo(end) <= 0)
			.min(Comparator.comparing(Entry::time))
			.orElse(null);
	}

	Duration now() {
		return this.now;
	}

	public long waiting() {
		return this.entries.stream().filter((entry) -> !entry.task().isCancelled()).count();
	}

	private record Entry(FutureTask<?> task, Duration time) {

	}

}
