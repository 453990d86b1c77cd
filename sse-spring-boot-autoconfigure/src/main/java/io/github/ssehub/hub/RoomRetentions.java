package io.github.ssehub.hub;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.springframework.util.PatternMatchUtils;

import io.github.ssehub.SseRetention;
import io.github.ssehub.log.RoomRetention;

/**
 * What each room keeps: the first override that matches its name, over the defaults.
 */
public final class RoomRetentions implements Function<String, RoomRetention> {

	private final RoomRetention defaults;

	private final List<PatternRetention> overrides;

	/**
	 * Create a new {@link RoomRetentions} instance.
	 * @param defaults what rooms keep
	 * @param overrides what rooms of a pattern keep instead, in this order
	 */
	public RoomRetentions(RoomRetention defaults, List<SseRetention> overrides) {
		this.defaults = defaults;
		this.overrides = overrides.stream().map((override) -> PatternRetention.of(override, defaults)).toList();
	}

	@Override
	public RoomRetention apply(String room) {
		for (PatternRetention override : this.overrides) {
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
							Objects.requireNonNullElse(source.size(), defaults.size()), source.resumable()));
		}

	}

}
