package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.SseEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens in whatever order: a stream receives every event of its rooms, and
 * what is sent to it alone, exactly once and in the order of publication.
 */
class EventLoopModelTests {

	private static final List<String> ROOMS = List.of("a", "b", "c", "*");

	private static final int CLIENTS = 3;

	private static final int LOOPS = 2;

	private static final int KEEP_ALL = 100_000;

	@Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
	void shouldDeliverWhatTheModelSays(@ForAll("actions") List<Action> actions) {
		check(actions, KEEP_ALL);
	}

	// What a stream has yet to read is kept without any replay
	@Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
	void shouldDeliverWhatTheModelSaysWithoutReplay(@ForAll("actions") List<Action> actions) {
		check(actions, 0);
	}

	private void check(List<Action> actions, int replayEvents) {
		Run run = new Run(replayEvents);
		actions.forEach((action) -> action.perform(run));
		run.finish();
		for (Model model : run.models) {
			assertThat(parse(model.client.text())).isEqualTo(model.expected.stream().map(Item::block).toList());
		}
		if (replayEvents == 0) {
			assertThat(run.harness.log.bytes()).isZero();
		}
	}

	private static List<String> parse(String text) {
		return text.isEmpty() ? List.of()
				: Arrays.stream(text.split("\n\n")).map(EventLoopModelTests::shorten).toList();
	}

	// Large data is only told apart by its beginning and its length
	private static String shorten(String block) {
		int padding = block.indexOf('.');
		return (padding < 0) ? block : block.substring(0, padding) + block.chars().filter((c) -> c == '.').count()
				+ " dots" + block.substring(block.lastIndexOf('.') + 1);
	}

	@Provide
	Arbitrary<List<Action>> actions() {
		Arbitrary<Integer> client = Arbitraries.integers().between(0, CLIENTS - 1);
		Arbitrary<String> room = Arbitraries.of(ROOMS);
		Arbitrary<Set<String>> rooms = room.set().ofMinSize(1).ofMaxSize(3);
		Arbitrary<Integer> size = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.integers().between(0, 20)),
				Tuple.of(2, Arbitraries.integers().between(3000, 9000)),
				Tuple.of(1, Arbitraries.integers().between(9000, 30_000)));
		Arbitrary<Integer> writes = Arbitraries.integers().between(1, 3);
		return Arbitraries
			.<Action>frequencyOf(
					Tuple.of(8,
							Combinators.combine(room, size)
								.as((name, padding) -> (run) -> run.publish(Set.of(name), padding))),
					Tuple.of(3,
							Combinators.combine(rooms, size)
								.as((names, padding) -> (run) -> run.publish(names, padding))),
					Tuple.of(3,
							Combinators.combine(client, size)
								.as((index, padding) -> (run) -> run.send(index, padding))),
					Tuple.of(2, Combinators.combine(client, room).as((index, name) -> (run) -> run.join(index, name))),
					Tuple.of(2, Combinators.combine(client, room).as((index, name) -> (run) -> run.leave(index, name))),
					Tuple.of(5,
							Combinators.combine(client, writes).as((index, count) -> (run) -> run.allow(index, count))),
					Tuple.of(1, client.map((index) -> (run) -> run.models.get(index).client.sink.flushTakesTime())),
					Tuple.of(2, client.map((index) -> (run) -> run.models.get(index).client.release())),
					Tuple.of(1, client.map((index) -> (run) -> run.models.get(index).client.stream.writable())),
					Tuple.of(8, Arbitraries.integers().between(0, LOOPS - 1).map((index) -> (run) -> run.turn(index))))
			.list()
			.ofMinSize(1)
			.ofMaxSize(60);
	}

	@FunctionalInterface
	private interface Action {

		void perform(Run run);

	}

	/**
	 * One run of the loops, and of the model beside them.
	 */
	private static final class Run {

		private final LoopHarness harness;

		private final List<Model> models = new ArrayList<>();

		private int count;

		Run(int replayEvents) {
			this.harness = new LoopHarness(replayEvents, DataSize.ofMegabytes(64), LOOPS);
			for (int i = 0; i < CLIENTS; i++) {
				TestClient client = this.harness.create(i % LOOPS, null, Duration.ZERO);
				this.models.add(new Model(this.harness.open(client, ROOMS.get(i), "*"), ROOMS.get(i), "*"));
			}
		}

		void publish(Set<String> rooms, int padding) {
			String data = data(padding);
			long sequence = this.harness.publish(List.copyOf(rooms), SseEvent.of(data));
			this.models.forEach((model) -> model.published(rooms, sequence, data));
		}

		void send(int index, int padding) {
			String data = data(padding);
			assertThat(this.harness.send(this.models.get(index).client, data)).isTrue();
			this.models.get(index).sent(data);
		}

		private String data(int padding) {
			this.count++;
			return this.count + ".".repeat(padding);
		}

		void join(int index, String room) {
			Model model = this.models.get(index);
			if (model.rooms.add(room)) {
				model.client.stream.join(room);
			}
		}

		void leave(int index, String room) {
			Model model = this.models.get(index);
			if (model.rooms.remove(room)) {
				model.client.stream.leave(room);
				model.left(room);
			}
		}

		// The sink takes so many writes more, whether it takes any now or not
		void allow(int index, int writes) {
			TestClient client = this.models.get(index).client;
			if (client.sink.isOpen()) {
				client.sink.limit(writes);
			}
			else {
				client.release(writes);
			}
		}

		void turn(int loop) {
			this.harness.loops.get(loop).turn();
		}

		void finish() {
			this.models.forEach((model) -> model.client.release());
			this.harness.turnAll();
		}

	}

	/**
	 * What one stream is to receive.
	 */
	private static final class Model {

		private final TestClient client;

		private final Set<String> rooms;

		private final List<Item> expected = new ArrayList<>();

		Model(TestClient client, String... rooms) {
			this.client = client;
			this.rooms = new LinkedHashSet<>(List.of(rooms));
		}

		void published(Set<String> rooms, long sequence, String data) {
			Set<String> through = new LinkedHashSet<>(rooms);
			through.retainAll(this.rooms);
			if (!through.isEmpty()) {
				this.expected
					.add(new Item(through, shorten("data: " + data + "\nid: e-" + Long.toString(sequence, 36))));
			}
		}

		void sent(String data) {
			this.expected.add(new Item(Set.of("direct"), shorten("data: " + data)));
		}

		// Takes effect on all that was not begun
		void left(String room) {
			List<Item> pending = this.expected.subList(begun(), this.expected.size());
			pending.forEach((item) -> item.rooms.remove(room));
			pending.removeIf((item) -> item.rooms.isEmpty());
		}

		private int begun() {
			String written = this.client.sink.written();
			return (int) IntStream.range(0, written.length()).filter((i) -> written.startsWith("data: ", i)).count();
		}

	}

	private record Item(Set<String> rooms, String block) {

		Item {
			rooms = new LinkedHashSet<>(rooms);
		}

	}

}
