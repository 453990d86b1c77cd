package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongUnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.delivery.ModelHistory.Event;
import io.github.ssehub.log.Leap;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogView;

/**
 * One run of the loops, and of the model beside them.
 */
final class ModelRun {

	static final List<String> ROOMS = List.of("a", "b", "c", "*");

	static final int CLIENTS = 3;

	static final int LOOPS = 2;

	private static final int MAX_ROUNDS = 50;

	private final ModelSettings settings;

	private final LoopHarness harness;

	private final ModelHistory history;

	private final @Nullable TestClient observer;

	private final List<ModelStream> streams = new ArrayList<>();

	private final List<ModelClient> clients = new ArrayList<>();

	// Mutable state
	private @Nullable AssertionError failure;

	private long snapshotBytes;

	private boolean advanced;

	private boolean lost;

	// Behind a hole, zero if there is none to come
	private long next;

	ModelRun(ModelSettings settings, long seed, boolean leaping) {
		this.settings = settings;
		Random random = new Random(seed);
		LongUnaryOperator sequences = leaping ? Leap.randomly(random) : (head) -> head + 1;
		this.harness = new LoopHarness(settings.logSettings(), LOOPS, Duration.ZERO,
				(clock) -> Leap.journal(clock, Duration.ZERO, (head) -> next(head, sequences)));
		this.history = new ModelHistory(new LogView(this.harness.log), settings);
		this.harness.log.setControl((record) -> {
			if (record instanceof LogRecord.CloseRoom close) {
				carryOutClose(close.room());
			}
		});
		this.observer = settings.observed() ? this.harness.open(ROOMS.toArray(String[]::new)) : null;
		Random kinds = new Random(seed);
		for (int i = 0; i < CLIENTS; i++) {
			this.clients.add(new ModelClient(this, i, kinds));
		}
		this.clients.forEach((client) -> client.connect(kinds.nextInt(LOOPS), () -> {
		}));
	}

	private long next(long head, LongUnaryOperator sequences) {
		long next = (this.next > 0) ? this.next : sequences.applyAsLong(head);
		this.next = 0;
		return next;
	}

	void perform(ModelAction action) {
		this.history.calm();
		action.perform(this);
		rethrow();
	}

	private void rethrow() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	// What the engine calls must not fail, or the engine would end the stream
	void guarded(Runnable judgement) {
		try {
			judgement.run();
		}
		catch (AssertionError ex) {
			if (this.failure == null) {
				this.failure = ex;
			}
		}
	}

	void publish(Set<String> rooms, int padding, @Nullable String key, int attribute, @Nullable String ownId) {
		Event event = this.history.prepare(rooms, key, attribute, ownId);
		SseEvent.Builder builder = SseEvent.builder()
			.data("E" + event.number + ".".repeat(padding))
			.event("n" + attribute)
			.attribute("v", attribute);
		if (key != null) {
			builder.key(key);
		}
		if (ownId != null) {
			builder.id(ownId);
		}
		long sequence = this.harness.journal
			.append(new LogRecord.Broadcast(List.copyOf(rooms), this.harness.event(builder.build())));
		this.history.published(event, sequence);
	}

	void closeRoom(String room) {
		this.harness.journal.append(new LogRecord.CloseRoom(room));
	}

	// As the hub does
	private void carryOutClose(String room) {
		List<ModelStream> members = this.streams.stream()
			.filter((stream) -> !stream.isClosed() && stream.rooms().contains(room))
			.toList();
		long last = this.harness.log.delete(room);
		this.history.deleted(room);
		for (ModelStream member : members) {
			if (member.rooms().equals(Set.of(room))) {
				member.close(CloseReason.COMPLETED);
			}
			else {
				member.leaveClosed(room, last);
			}
		}
	}

	void lose(int leap) {
		long through = Math.max(head() + leap, this.next);
		this.next = 0;
		this.lost = true;
		this.harness.log.target().lose(through);
		this.history.lost(through);
	}

	void hole(int length) {
		if (this.next == 0) {
			this.next = head() + length + 1;
			this.harness.log.target().hole(head(), this.next);
			this.history.hole(head(), this.next);
		}
	}

	// With an id that was never given out
	void comeOutOfHole(int client, int part, int loop) {
		Map.Entry<Long, Long> hole = this.history.holes().lastEntry();
		if (hole != null && hole.getValue() - hole.getKey() > 1) {
			long id = hole.getKey() + 1 + part % (hole.getValue() - hole.getKey() - 1);
			come(client, this.harness.ids.format(id), loop);
		}
	}

	void come(int client, @Nullable String id, int loop) {
		this.clients.get(client).stream().gone();
		this.clients.get(client).setLastId(id);
		this.clients.get(client).connect(loop, () -> {
		});
	}

	void advance(int millis) {
		this.advanced = true;
		this.harness.advance(Duration.ofMillis(millis));
	}

	// Others come between the head that the loop has read and its tasks
	void withinTurn(int loop, List<ModelAction> actions) {
		EventLoop eventLoop = this.harness.loops.get(loop);
		eventLoop.execute(() -> guarded(() -> actions.forEach((action) -> action.perform(this))));
		eventLoop.turn();
	}

	void turn(int loop) {
		this.harness.loops.get(loop).turn();
	}

	// Until everybody has caught up
	void drain() {
		int rounds = 0;
		do {
			this.clients.stream().filter(ModelClient::isAway).forEach((client) -> client.cut(100, 0, () -> {
			}));
			this.clients.forEach(ModelClient::release);
			this.harness.turnAll();
			rethrow();
			check(++rounds < MAX_ROUNDS, "loop has work left");
		}
		while (this.harness.loops.stream().anyMatch(EventLoop::hasWork)
				|| this.clients.stream().anyMatch(ModelClient::isAway));
		for (ModelClient client : this.clients) {
			check(client.stream().isLive(), client + " is not live");
			client.stream().checkSettled(true);
		}
	}

	void finish() {
		drain();
		// Rooms that vanish tell of each other's losses
		int rounds = this.settings.observed() ? 2 : 3;
		for (int i = 0; i < rounds; i++) {
			for (ModelClient client : this.clients) {
				client.cut(100, i % LOOPS, () -> {
				});
				check(i < rounds - 1 || client.stream().isCleanResume() || this.history.isAmbiguous(client.lastId()),
						client + " is told of a loss again");
			}
			drain();
		}
		this.clients.forEach((client) -> client.stream().gone());
		this.harness.turnAll();
		this.harness.advance(Duration.ofMillis(200));
		this.harness.turnAll();
		rethrow();
		check(this.snapshotBytes == 0, "snapshots are kept");
		if (this.settings.keepsNothing()) {
			check(this.harness.log.bytes() == 0, "log keeps " + this.harness.log.bytes() + " bytes");
		}
		if (this.observer != null) {
			check(!keepsForReaders()
					|| this.observer.listener.calls().stream().noneMatch((call) -> call.startsWith("gap")),
					"client that keeps up was told of a gap");
		}
	}

	// But for those of clients whose id is not known in their rooms
	int gaps() {
		return this.streams.stream()
			.filter((stream) -> !stream.opening().isOfOtherHistory())
			.mapToInt((stream) -> stream.judge().toldGaps())
			.sum();
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

	// Whether nothing goes that streams which take everything have yet to read: age and
	// total size do not wait for those that need several turns
	boolean keepsForReaders() {
		return !this.advanced && !this.lost && !this.settings.dropsUnpassed()
				&& this.settings.total() >= ModelSettings.UNLIMITED;
	}

	ModelSettings settings() {
		return this.settings;
	}

	LoopHarness harness() {
		return this.harness;
	}

	ModelHistory history() {
		return this.history;
	}

	// What clients have yet to read of snapshots
	void keepSnapshot(int bytes) {
		this.snapshotBytes += bytes;
	}

	long head() {
		return this.harness.log.head();
	}

	ModelClient client(int index) {
		return this.clients.get(index);
	}

	List<ModelStream> streams() {
		return this.streams;
	}

}
