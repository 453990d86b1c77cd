package io.github.ssehub.presence;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import io.github.ssehub.presence.PresenceModel.Stream;

/**
 * Whoever comes and goes in whatever order: who is there is who has a stream, or had one
 * a moment ago, and streams are told so and nothing else.
 */
class PresenceModelTests {

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldTellWhatTheModelSays(@ForAll("actions") List<Action> actions) {
		PresenceModel model = new PresenceModel();
		actions.forEach((action) -> action.perform(model));
		model.checkWhatIsTold();
		model.checkThatNothingIsKept();
	}

	@Provide
	Arbitrary<List<Action>> actions() {
		Arbitrary<String> room = Arbitraries.of("a", "b");
		Arbitrary<String> member = Arbitraries.of("x", "y", "z").injectNull(0.2);
		Arbitrary<Integer> which = Arbitraries.integers().between(0, 100);
		Arbitrary<Action> open = Combinators.combine(member, Arbitraries.of(true, false), room.set())
			.as((name, told, rooms) -> new Action("open " + name + ", told " + told + ", in " + rooms,
					(model) -> model.open(name, told, rooms)));
		Arbitrary<Action> join = Combinators.combine(which, room)
			.as((index, name) -> ofStream("join " + name, index, (model, stream) -> model.join(stream, name)));
		Arbitrary<Action> leave = Combinators.combine(which, room)
			.as((index, name) -> ofStream("leave " + name, index, (model, stream) -> model.leave(stream, name)));
		Arbitrary<Action> close = which.map((index) -> ofStream("close", index, PresenceModel::close));
		Arbitrary<Action> stall = Combinators.combine(which, Arbitraries.of(true, false))
			.as((index, full) -> ofStream("full " + full, index, (model, stream) -> stream.full = full));
		Arbitrary<Action> advance = Arbitraries.of(1, 50, 300, 699, 700, 999, 1000, 2500)
			.map((millis) -> new Action("advance " + millis, (model) -> model.advance(Duration.ofMillis(millis))));
		return Arbitraries
			.<Action>frequencyOf(Tuple.of(5, open), Tuple.of(2, join), Tuple.of(2, leave), Tuple.of(4, close),
					Tuple.of(1, stall), Tuple.of(6, advance))
			.list()
			.ofMaxSize(60);
	}

	private static Action ofStream(String name, int index, StreamAction action) {
		return new Action(name + " of " + index, (model) -> {
			if (!model.open.isEmpty()) {
				action.perform(model, model.open.get(index % model.open.size()));
			}
		});
	}

	private interface StreamAction {

		void perform(PresenceModel model, Stream stream);

	}

	record Action(String name, Consumer<PresenceModel> body) {

		void perform(PresenceModel model) {
			this.body.accept(model);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
