package io.github.ssehub.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseStreamLimitException;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.Admission;
import io.github.ssehub.hub.Admission.Limit;
import io.github.ssehub.source.DetachedStreams.Limits;

/**
 * The detached streams whose sources run on this node or have, within limits. What has
 * ended makes room if nobody reads it. Thread-safe.
 */
final class DetachedRuns {

	private final Limits limits;

	private final Admission admission;

	private final Consumer<DetachedRun> removed;

	// Mutable state, oldest first
	private final Map<String, DetachedRun> runs = new LinkedHashMap<>();

	/**
	 * Create the streams of a node.
	 * @param limits the limits
	 * @param admission counts those that are refused
	 * @param removed told of each stream that is removed; must not block
	 */
	DetachedRuns(Limits limits, Admission admission, Consumer<DetachedRun> removed) {
		this.limits = limits;
		this.admission = admission;
		this.removed = removed;
	}

	synchronized void add(DetachedRun run) {
		checkLimits(run.owner());
		this.runs.put(run.id(), run);
	}

	private void checkLimits(@Nullable String owner) {
		if (owner != null) {
			long ofOwner = this.runs.values().stream().filter((run) -> owner.equals(run.owner())).count();
			if (ofOwner >= this.limits.perUser() && !removeEnded((run) -> owner.equals(run.owner()))) {
				this.admission.countRefused(Limit.STREAMS_PER_USER);
				throw new SseStreamLimitException(this.limits.perUser(), "sse.limits.streams-per-user");
			}
		}
		if (this.runs.size() >= this.limits.max() && !removeEnded((run) -> true)) {
			this.admission.countRefused(Limit.STREAMS);
			throw new SseStreamLimitException(this.limits.max(), "sse.limits.streams");
		}
	}

	private boolean removeEnded(Predicate<DetachedRun> condition) {
		for (DetachedRun run : this.runs.values()) {
			if (run.state() != SseStreamState.RUNNING && run.isUnread() && condition.test(run)) {
				remove(run);
				return true;
			}
		}
		return false;
	}

	synchronized void remove(DetachedRun run) {
		if (this.runs.remove(run.id()) != null) {
			this.removed.accept(run);
		}
	}

	synchronized @Nullable DetachedRun find(String id) {
		return this.runs.get(id);
	}

	synchronized List<DetachedRun> in(SseStreamState state) {
		return this.runs.values().stream().filter((run) -> run.state() == state).toList();
	}

	synchronized void clear() {
		this.runs.values().forEach(DetachedRun::cancel);
		this.runs.clear();
	}

}
