package io.github.ssehub.log;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever happens to a log in whatever order: it keeps what it is to keep and nothing
 * else, counts it right, and knows what it has lost.
 */
class EventLogModelTests {

	private static final List<String> ROOMS = List.of("a", "b", "short", "*");

	private static final int READERS = 3;

	// Keeps all that fits, so that each limit is tried alone
	private static final long LARGE = 1_000_000;

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldKeepWhatTheModelSays(@ForAll("settings") LogSettings settings, @ForAll("actions") List<Action> actions) {
		LogModel model = new LogModel(settings, READERS);
		actions.forEach((action) -> action.perform(model));
	}

	@Provide
	Arbitrary<LogSettings> settings() {
		Arbitrary<Integer> events = Arbitraries.of(0, 1, 2, 3, (int) LARGE);
		Arbitrary<Integer> age = Arbitraries.of(2, 10, (int) LARGE);
		Arbitrary<Long> size = Arbitraries.of(0L, 250L, 1000L, LARGE);
		Arbitrary<Long> total = Arbitraries.of(0L, 600L, 1500L, 3000L, LARGE);
		Arbitrary<Long> window = Arbitraries.of(1L, 500L, 1500L, LARGE);
		return Combinators.combine(events, age, size, total, window)
			.as((maxEvents, nanos, maxSize, replayTotal, maxWindow) -> new LogSettings((room) -> {
				Duration maxAge = Duration.ofNanos("short".equals(room) ? 1 : nanos);
				return new RoomRetention(maxEvents, maxAge, maxSize, true);
			}, replayTotal, maxWindow, Duration.ZERO));
	}

	@Provide
	Arbitrary<List<Action>> actions() {
		Arbitrary<String> room = Arbitraries.of(ROOMS);
		Arbitrary<Set<String>> rooms = room.set().ofMinSize(1).ofMaxSize(3);
		Arbitrary<Integer> reader = Arbitraries.integers().between(0, READERS - 1);
		Arbitrary<String> key = Arbitraries.of("k", "l").injectNull(0.6);
		Arbitrary<Integer> size = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.integers().between(0, 20)),
				Tuple.of(1, Arbitraries.integers().between(200, 1200)));
		Arbitrary<Integer> leap = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(0)),
				Tuple.of(1, Arbitraries.integers().between(1, 4)));
		Arbitrary<Integer> percent = Arbitraries.of(0, 50, 100, 100);
		Arbitrary<Integer> some = Arbitraries.integers().between(0, 3);
		Arbitrary<Boolean> yes = Arbitraries.of(true, true, false);
		Arbitrary<Action> append = Combinators.combine(rooms, key, size, leap)
			.as((names, aKey, aSize, aLeap) -> new Action("append " + names + ", key " + aKey + ", size " + aSize,
					(model) -> model.append(names, aKey, aSize, aLeap)));
		Arbitrary<Action> join = Combinators.combine(reader, rooms)
			.as((index, names) -> new Action("join " + index + " to " + names,
					(model) -> model.join(index, names, null, false)));
		Arbitrary<Action> resume = Combinators.combine(reader, rooms, Arbitraries.integers().between(0, 102), yes)
			.as((index, names, of100, plain) -> new Action("resume " + index + " in " + names + " at " + of100 + " %",
					(model) -> model.join(index, names, model.head() * of100 / 100, !plain)));
		Arbitrary<Action> pass = Combinators.combine(reader, percent, some, yes)
			.as((index, of100, caughtUp, all) -> new Action(
					"pass " + index + " to " + of100 + " %, " + caughtUp + " caught up, heard of all: " + all,
					(model) -> model.pass(index, of100, caughtUp, all)));
		return Arbitraries.<Action>frequencyOf(Tuple.of(12, append), Tuple.of(3, join), Tuple.of(4, resume),
				Tuple.of(3, action("leave", Arbitraries.integers().between(0, 1000), LogModel::leave)),
				Tuple.of(8, pass), Tuple.of(1, action("delete", room, LogModel::delete)),
				Tuple.of(1, action("lose", leap, LogModel::lose)), Tuple.of(1, action("hole", leap, LogModel::hole)),
				Tuple.of(4, action("advance", Arbitraries.integers().between(1, 6), LogModel::advance)),
				Tuple.of(2, Arbitraries.just(new Action("expire", LogModel::expire))))
			.list()
			.ofMinSize(1)
			.ofMaxSize(80);
	}

	private static <T> Arbitrary<Action> action(String name, Arbitrary<T> values, BiConsumer<LogModel, T> body) {
		return values.map((value) -> new Action(name + " " + value, (model) -> body.accept(model, value)));
	}

	private record Action(String description, Consumer<LogModel> body) {

		void perform(LogModel model) {
			this.body.accept(model);
		}

		@Override
		public String toString() {
			return this.description;
		}

	}

}
