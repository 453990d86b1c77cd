package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.Start;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are cut off at any byte, stall and come back with the last id that they
 * were told, whatever else happens in whatever order: each gets every event of its rooms
 * exactly once and in order; and what the log no longer has is announced by a gap.
 */
class EventLoopResumeModelTests {

	private static final List<String> ROOMS = List.of("a", "b", "c", "*");

	private static final int CLIENTS = 3;

	private static final int LOOPS = 2;

	private static final RoomRetention KEEP_ALL = new RoomRetention(100_000, Duration.ofDays(1),
			DataSize.ofMegabytes(64).toBytes(), true);

	private static final RoomRetention KEEP_FEW = new RoomRetention(3, Duration.ofSeconds(5), 40_000, true);

	private static final RoomRetention KEEP_NONE = new RoomRetention(0, Duration.ofSeconds(5), 0, true);

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldDeliverExactlyOnceAcrossCuts(@ForAll("actions") List<Action> actions) {
		Run run = new Run((room) -> KEEP_ALL, true);
		actions.forEach((action) -> action.perform(run));
		run.finish();
		assertThat(run.models).allSatisfy((model) -> assertThat(model.gaps).isZero());
	}

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldAnnounceWhatIsLostAndNothingElse(@ForAll("actions") List<Action> actions) {
		Run run = new Run((room) -> "b".equals(room) ? KEEP_NONE : KEEP_FEW, true);
		actions.forEach((action) -> action.perform(run));
		run.finish();
	}

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldAnnounceWhatIsLostWithoutReplay(@ForAll("actions") List<Action> actions) {
		Run run = new Run((room) -> KEEP_NONE, true);
		actions.forEach((action) -> action.perform(run));
		run.finish();
	}

	// Rooms that are gone have one mark for what
	// they have lost: there may be a gap too many
	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldAnnounceWhatIsLostInRoomsThatComeAndGo(@ForAll("actions") List<Action> actions) {
		Run run = new Run((room) -> "b".equals(room) ? KEEP_NONE : KEEP_FEW, false);
		actions.forEach((action) -> action.perform(run));
		run.finish();
	}

	@Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
	void shouldDeliverAtLeastTheNewestOfEachKeyAcrossCuts(@ForAll("keyedActions") List<Action> actions) {
		Run run = new Run((room) -> KEEP_ALL, true);
		actions.forEach((action) -> action.perform(run));
		run.finish();
		assertThat(run.models).allSatisfy((model) -> assertThat(model.gaps).isZero());
	}

	@Provide
	Arbitrary<List<Action>> actions() {
		Arbitrary<Integer> client = Arbitraries.integers().between(0, CLIENTS - 1);
		Arbitrary<String> room = Arbitraries.of(ROOMS);
		return list(Arbitraries.frequencyOf(Tuple.of(20, actions(Arbitraries.just(""))),
				Tuple.of(1, Combinators.combine(client, room).as((index, name) -> (run) -> run.join(index, name))),
				Tuple.of(1, Combinators.combine(client, room).as((index, name) -> (run) -> run.leave(index, name)))));
	}

	@Provide
	Arbitrary<List<Action>> keyedActions() {
		return list(actions(Arbitraries.of("", "k", "l")));
	}

	private static Arbitrary<List<Action>> list(Arbitrary<Action> actions) {
		return actions.list().ofMinSize(1).ofMaxSize(80);
	}

	private static Arbitrary<Action> actions(Arbitrary<String> key) {
		Arbitrary<Integer> client = Arbitraries.integers().between(0, CLIENTS - 1);
		Arbitrary<Set<String>> rooms = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(ROOMS).set().ofSize(1)),
				Tuple.of(1, Arbitraries.of(ROOMS).set().ofMinSize(2).ofMaxSize(3)));
		Arbitrary<Integer> size = Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.integers().between(0, 20)),
				Tuple.of(2, Arbitraries.integers().between(3000, 9000)),
				Tuple.of(1, Arbitraries.integers().between(9000, 30_000)));
		Arbitrary<Integer> writes = Arbitraries.integers().between(1, 3);
		Arbitrary<Integer> percent = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.integers().between(0, 100)),
				Tuple.of(1, Arbitraries.just(100)));
		Arbitrary<Integer> loop = Arbitraries.integers().between(0, LOOPS - 1);
		return Arbitraries.<Action>frequencyOf(
				Tuple.of(12,
						Combinators.combine(rooms, size, key)
							.as((names, padding, name) -> (run) -> run.publish(names, padding, name))),
				Tuple.of(4,
						Combinators.combine(client, percent, loop)
							.as((index, part, number) -> (run) -> run.cut(index, part, number))),
				Tuple.of(5, Combinators.combine(client, writes).as((index, count) -> (run) -> run.allow(index, count))),
				Tuple.of(2, client.map((index) -> (run) -> run.models.get(index).client.release())),
				Tuple.of(2, Arbitraries.integers().between(1, 3).map((count) -> (run) -> run.advance(count))),
				Tuple.of(2,
						Combinators.combine(rooms, client, loop)
							.as((names, index, number) -> (run) -> run.withinTurn(number, names, index))),
				Tuple.of(8, loop.map((index) -> (run) -> run.turn(index))));
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

		private final List<Published> history = new ArrayList<>();

		private final @Nullable TestClient observer;

		private final List<Model> models = new ArrayList<>();

		Run(Function<String, RoomRetention> retention, boolean observed) {
			this.harness = new LoopHarness(retention, DataSize.ofMegabytes(64), LOOPS);
			// Rooms do not vanish as long as somebody is in them
			this.observer = observed ? this.harness.open(ROOMS.toArray(String[]::new)) : null;
			for (int i = 0; i < CLIENTS; i++) {
				this.models.add(new Model(this, (i == 2) ? OverflowPolicy.DISCONNECT : OverflowPolicy.RESYNC,
						ROOMS.get(i), "*"));
			}
		}

		void publish(Set<String> rooms, int padding, String key) {
			long sequence = this.harness.log.head() + 1;
			SseEvent.Builder event = SseEvent.builder().data(sequence + ".".repeat(padding));
			if (!key.isEmpty()) {
				event.key(key);
			}
			assertThat(this.harness.publish(List.copyOf(rooms), event.build())).isEqualTo(sequence);
			Published published = new Published(sequence, rooms, key);
			this.history.add(published);
			this.models.forEach((model) -> model.published(published));
		}

		void join(int index, String room) {
			Model model = this.models.get(index);
			if (model.rooms.add(room)) {
				model.joined = true;
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

		void cut(int index, int percent, int loop) {
			this.models.get(index).cut(percent, loop);
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

		// No loop leaves a stream that can read on for seconds
		void advance(int seconds) {
			for (EventLoop loop : this.harness.loops) {
				while (loop.streams().hasRunnable()) {
					loop.turn();
				}
			}
			this.harness.advance(Duration.ofMillis(seconds * 1000L + 500));
		}

		// Others come between the head that the loop has read and its tasks
		void withinTurn(int loop, Set<String> rooms, int index) {
			EventLoop eventLoop = this.harness.loops.get(loop);
			eventLoop.execute(() -> {
				publish(rooms, 0, "");
				cut(index, 100, loop);
			});
			eventLoop.turn();
		}

		void turn(int loop) {
			this.harness.loops.get(loop).turn();
		}

		void finish() {
			for (Model model : this.models) {
				if (model.client.exchange.end != null) {
					model.cut(100, 0);
				}
			}
			drain();
			// Nothing happens any more, so that nobody is told of the same gap again
			for (Model model : this.models) {
				// Its position may be before what was there when it joined
				boolean mayMissSome = model.joined || this.observer == null;
				model.cut(100, 1);
				assertThat(mayMissSome || model.start.isCleanResume()).isTrue();
			}
			drain();
			for (Model model : this.models) {
				model.cut(100, 0);
				assertThat(model.start.isCleanResume()).isTrue();
				assertThat(model.expected).isEmpty();
				assertThat(model.owed).isEmpty();
			}
			drain();
			if (this.observer != null) {
				assertThat(this.observer.listener.calls()).noneMatch((call) -> call.startsWith("gap"));
			}
		}

		private void drain() {
			this.models.forEach((model) -> model.client.release());
			this.harness.turnAll();
			for (Model model : this.models) {
				if (model.client.exchange.end == null) {
					model.check(model.client.text(), true);
				}
				else {
					model.cut(100, 0);
					drain();
				}
			}
		}

		// What the log has of the rooms of all clients, each entry as room and sequence
		@Nullable Set<String> kept() {
			if (this.observer == null) {
				return null;
			}
			Set<String> kept = new HashSet<>();
			for (Membership membership : this.observer.stream.memberships()) {
				List<RoomEntry> entries = new ArrayList<>();
				this.harness.log.read(membership.room, this.harness.log.lostThrough(membership.room, false),
						Long.MAX_VALUE, Integer.MAX_VALUE, false, entries);
				entries.forEach((entry) -> kept.add(membership.room.roomName() + entry.entry().sequence()));
			}
			return kept;
		}

	}

	/**
	 * What one client is to receive, from one stream after the other.
	 */
	private static final class Model {

		private static final Pattern EVENT = Pattern.compile("data: (\\d+)\\.*\nid: e-([0-9a-z]+)");

		private static final Pattern GAP = Pattern.compile(
				"event: sse-gap\ndata: \\{\"lastEventId\":\"e-([0-9a-z]+)\",\"reason\":\"(.*)\"}\nid: e-([0-9a-z]+)");

		private static final Pattern POSITION = Pattern.compile("(?:retry: 3000\n|:\n)id: e-([0-9a-z]+)");

		private final Run run;

		private final OverflowPolicy overflow;

		private final Set<String> rooms;

		private TestClient client;

		private Start start;

		private int gaps;

		private long lastGap = -1;

		private boolean lastGapBeforeEvent;

		// Missing, and to be told with what is missing later
		private final Set<Published> owed = new LinkedHashSet<>();

		// Of the stream
		private @Nullable Long resumedFrom;

		private @Nullable String resumedId;

		private boolean joined;

		private List<Published> expected = new ArrayList<>();

		// Also what was expected from rooms that the stream has left since
		private List<Published> onceExpected = new ArrayList<>();

		Model(Run run, OverflowPolicy overflow, String... rooms) {
			this.run = run;
			this.overflow = overflow;
			this.rooms = new LinkedHashSet<>(List.of(rooms));
			connect(0);
		}

		private void connect(int loop) {
			Long last = this.resumedFrom;
			Set<String> kept = this.run.kept();
			this.expected = new ArrayList<>();
			this.joined = false;
			if (last != null) {
				this.run.history.stream()
					.filter((published) -> published.sequence > last)
					.map((published) -> published.in(this.rooms))
					.filter((published) -> !published.rooms.isEmpty())
					.forEach(this.expected::add);
			}
			this.onceExpected = new ArrayList<>(this.expected.stream().map(Published::copy).toList());
			this.client = this.run.harness.create(loop, null, Duration.ZERO, this.overflow);
			this.start = this.client.stream.open(List.copyOf(this.rooms),
					new StartRequest(this.resumedId, true, null, 0, false, false));
			this.run.harness.attach(this.client, this.start);
			if (kept != null) {
				assertThat(this.start.gap() != null).isEqualTo(isLost(kept, -1) && !isOnlyNextLost(kept));
			}
		}

		private boolean isLost(Set<String> kept, long after) {
			return this.onceExpected.stream()
				.filter((published) -> published.sequence > after)
				.anyMatch((published) -> published.rooms.stream()
					.anyMatch((room) -> !kept.contains(room + published.sequence)));
		}

		// In one room, while another has it, which is no loss
		private boolean isOnlyNextLost(Set<String> kept) {
			Long last = this.resumedFrom;
			// Or more may be missing before it, which the client was not told of
			boolean behindGap = this.resumedId != null && this.run.harness.ids.isBehindGap(this.resumedId);
			return last != null && behindGap && !isLost(kept, last + 1) && this.onceExpected.stream()
				.anyMatch((published) -> published.sequence == last + 1 && published.key.isEmpty()
						&& published.rooms.stream().anyMatch((room) -> kept.contains(room + published.sequence)));
		}

		void published(Published published) {
			Published mine = published.in(this.rooms);
			if (!mine.rooms.isEmpty()) {
				this.expected.add(mine);
				this.onceExpected.add(mine.copy());
			}
		}

		// Takes effect on all that was not begun
		void left(String room) {
			long begun = begun();
			this.expected.stream()
				.filter((published) -> published.sequence > begun)
				.forEach((published) -> published.rooms.remove(room));
			this.expected.removeIf((published) -> published.rooms.isEmpty());
		}

		private long begun() {
			Matcher matcher = Pattern.compile("data: (\\d+)").matcher(this.client.sink.written());
			long begun = 0;
			while (matcher.find()) {
				begun = Long.parseLong(matcher.group(1));
			}
			return begun;
		}

		// The client has got a part of what was sent, down to the byte
		void cut(int percent, int loop) {
			String text = this.client.text();
			String got = text.substring(0, text.length() * percent / 100);
			long told = check(got, false);
			if (told >= 0) {
				this.resumedFrom = told;
				this.resumedId = lastId(got);
			}
			this.client.stream.gone(new IOException("Cut off"));
			connect(loop);
		}

		private static String lastId(String text) {
			String complete = text.substring(0, text.lastIndexOf("\n\n"));
			return complete.substring(complete.lastIndexOf("\nid: ") + "\nid: ".length()).split("\n")[0];
		}

		// Return the last position that the client was told
		long check(String text, boolean complete) {
			int end = text.lastIndexOf("\n\n");
			String[] blocks = (end >= 0) ? text.substring(0, end).split("\n\n") : new String[0];
			long told = -1;
			List<Long> gaps = new ArrayList<>();
			Set<Long> received = new HashSet<>();
			for (String block : blocks) {
				long id;
				Matcher event = EVENT.matcher(block);
				Matcher gap = GAP.matcher(block);
				Matcher position = POSITION.matcher(block);
				if (event.matches()) {
					id = Long.parseLong(event.group(2), 36);
					assertThat(id).isEqualTo(Long.parseLong(event.group(1))).isGreaterThan(told);
					assertThat(this.expected).anyMatch((published) -> published.sequence == id);
					received.add(id);
				}
				else if (gap.matches()) {
					id = Long.parseLong(gap.group(3), 36);
					assertThat(Long.parseLong(gap.group(1), 36)).isEqualTo(told);
					checkGap(SseGap.Reason.valueOf(gap.group(2).toUpperCase()), told);
					gaps.add(id);
				}
				else {
					assertThat(position.matches()).as(block).isTrue();
					id = Long.parseLong(position.group(1), 36);
				}
				assertThat(id).isGreaterThanOrEqualTo(told);
				told = id;
			}
			Set<String> kept = this.run.kept();
			long reached = complete ? Long.MAX_VALUE : told;
			for (Published published : this.expected) {
				if (published.sequence <= reached && !received.contains(published.sequence)
						&& !isSuperseded(published)) {
					boolean isTold = isTold(published, gaps, received);
					assertThat(isTold || isDue(published, told, kept) || isLeft(published))
						.as("%s is missing", published)
						.isTrue();
					if (!isTold && kept != null) {
						this.owed.add(published);
					}
					assertThat(published.rooms).as("%s is missing and kept", published)
						.noneMatch((room) -> kept != null && kept.contains(room + published.sequence));
				}
			}
			gaps.forEach((gap) -> this.owed.removeIf((published) -> published.sequence <= gap));
			this.owed.removeIf(this::isLeft);
			if (kept != null) {
				checkPlaces(gaps, received);
			}
			if (!complete) {
				this.gaps += gaps.size();
				if (kept != null) {
					checkToldOnce(text.substring(0, Math.max(end, 0)));
				}
			}
			return told;
		}

		// By a gap in its place: behind it, and before anything later of its rooms
		private boolean isTold(Published published, List<Long> gaps, Set<Long> received) {
			return gaps.stream()
				.anyMatch((gap) -> gap >= published.sequence && this.expected.stream()
					.noneMatch((other) -> other.sequence > published.sequence && other.sequence <= gap
							&& received.contains(other.sequence) && published.rooms.containsAll(other.rooms)));
		}

		// More is missing from one of its rooms behind what the client has, which it will
		// be told of
		private boolean isDue(Published published, long told, @Nullable Set<String> kept) {
			return kept == null || this.expected.stream()
				.filter((other) -> other.sequence > told)
				.anyMatch((other) -> other.rooms.stream()
					.anyMatch((room) -> published.rooms.contains(room) && !kept.contains(room + other.sequence)));
		}

		// The client had yet to be told
		private boolean isLeft(Published published) {
			return published.rooms.stream().noneMatch(this.rooms::contains);
		}

		// Where the last missing event was, or before one that came through another room
		private void checkPlaces(List<Long> gaps, Set<Long> received) {
			for (long gap : gaps) {
				assertThat(this.onceExpected).as("place of gap %s", gap)
					.anyMatch((published) -> (published.sequence == gap && !received.contains(gap))
							|| (published.sequence == gap + 1 && isInSeveralRooms(published.sequence)));
			}
		}

		private void checkToldOnce(String text) {
			Matcher matcher = GAP.matcher(text);
			while (matcher.find()) {
				long gap = Long.parseLong(matcher.group(3), 36);
				// One right before an event comes after that of the event before
				boolean beforeEvent = matcher.group(3).matches("0.+");
				assertThat(gap > this.lastGap || (gap == this.lastGap && beforeEvent && !this.lastGapBeforeEvent))
					.as("gap %s is told once", matcher.group(3))
					.isTrue();
				this.lastGap = gap;
				this.lastGapBeforeEvent = beforeEvent;
			}
		}

		private boolean isInSeveralRooms(long sequence) {
			return this.run.history.stream()
				.anyMatch((published) -> published.sequence == sequence && published.rooms.size() > 1);
		}

		private void checkGap(SseGap.Reason reason, long told) {
			Set<String> kept = this.run.kept();
			if (reason == SseGap.Reason.OVERFLOW) {
				assertThat(this.overflow).isEqualTo(OverflowPolicy.RESYNC);
			}
			if (kept != null) {
				assertThat(isLost(kept, told)).as("gap without a loss").isTrue();
			}
		}

		private boolean isSuperseded(Published published) {
			return !published.key.isEmpty() && published.rooms.stream()
				.allMatch((room) -> this.expected.stream()
					.anyMatch((other) -> other.sequence > published.sequence && other.key.equals(published.key)
							&& other.rooms.contains(room)));
		}

	}

	private record Published(long sequence, Set<String> rooms, String key) {

		Published in(Set<String> others) {
			Set<String> both = new LinkedHashSet<>(this.rooms);
			both.retainAll(others);
			return new Published(this.sequence, both, this.key);
		}

		// With rooms of its own, which may change
		Published copy() {
			return in(this.rooms);
		}

	}

}
