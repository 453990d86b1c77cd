package io.github.ssehub.hub;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.PatternMatchUtils;

import io.github.ssehub.SseRetention;
import io.github.ssehub.log.RoomRetention;

/**
 * What each room keeps: the first override that matches its name, over the defaults.
 * Thread-safe.
 * <p>
 * The overrides are asked for when they are needed first, and not while the hub is made,
 * which they may depend on. The log needs them under its lock, where the application must
 * not be called: whoever may be the first to use the log has to ask before.
 */
public final class RoomRetentions implements SmartInitializingSingleton, AopInfrastructureBean {

	// Whoever has a private room limits and deletes it
	private static final RoomRetention PRIVATE = new RoomRetention(Integer.MAX_VALUE, Duration.ofDays(365),
			Long.MAX_VALUE, true, true);

	private final RoomRetention defaults;

	private final Supplier<List<SseRetention>> source;

	// Mutable state
	private volatile @Nullable List<PatternRetention> overrides;

	/**
	 * Create a new {@link RoomRetentions} instance.
	 * @param defaults what rooms keep
	 * @param overrides supplies what rooms of a pattern keep instead, in this order
	 */
	public RoomRetentions(RoomRetention defaults, Supplier<List<SseRetention>> overrides) {
		this.defaults = defaults;
		this.source = overrides;
	}

	/**
	 * Ask for the overrides, before the first request does.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		resolve();
	}

	// Two threads may both ask: a lock here could wait for one that the application holds
	private List<PatternRetention> resolve() {
		List<PatternRetention> result = this.overrides;
		if (result == null) {
			result = this.source.get()
				.stream()
				.map((override) -> PatternRetention.of(override, this.defaults))
				.toList();
			this.overrides = result;
		}
		return result;
	}

	/**
	 * Return what a room keeps.
	 * @param room the name of the room
	 * @return what it keeps
	 */
	public RoomRetention of(String room) {
		if (RoomNames.isPrivate(room)) {
			return PRIVATE;
		}
		for (PatternRetention override : resolve()) {
			if (PatternMatchUtils.simpleMatch(override.pattern, room)) {
				return override.retention;
			}
		}
		return this.defaults;
	}

	private record PatternRetention(String pattern, RoomRetention retention) {

		static PatternRetention of(SseRetention source, RoomRetention defaults) {
			return new PatternRetention(source.pattern(),
					new RoomRetention(Objects.requireNonNullElse(source.events(), defaults.events()),
							Objects.requireNonNullElse(source.age(), defaults.age()),
							Objects.requireNonNullElse(source.size(), defaults.size()), source.resumable(), true));
		}

	}

}
