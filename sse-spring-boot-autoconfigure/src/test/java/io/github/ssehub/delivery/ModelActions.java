package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * What may happen in a run of the model, decided by a seed.
 */
final class ModelActions {

	private static final int MAX_ACTIONS = 80;

	private static final String[] KEYS = { "k", "l" };

	private final Random random;

	private final boolean losses;

	private ModelActions(long seed, boolean losses) {
		this.random = new Random(seed);
		this.losses = losses;
	}

	static List<ModelAction> generate(long seed, boolean losses) {
		ModelActions actions = new ModelActions(seed * 1_000_003, losses);
		List<ModelAction> result = new ArrayList<>();
		int count = 1 + actions.random.nextInt(MAX_ACTIONS);
		for (int i = 0; i < count; i++) {
			result.add(actions.next());
		}
		return result;
	}

	private ModelAction next() {
		int kind = this.random.nextInt(100);
		if (kind < 30) {
			return publish();
		}
		if (kind < 52) {
			return new ModelAction.Turn(loop());
		}
		if (kind < 62) {
			return cut();
		}
		if (kind < 72) {
			return new ModelAction.Allow(client(), 1 + this.random.nextInt(3));
		}
		if (kind < 76) {
			return new ModelAction.Release(client());
		}
		if (kind < 81) {
			return new ModelAction.Advance(millis());
		}
		if (kind < 86) {
			return withinTurn();
		}
		if (kind < 89) {
			return new ModelAction.Send(client(), size());
		}
		if (kind < 91) {
			return new ModelAction.WithNextWrite(client(), duringWrite());
		}
		if (kind < 92) {
			return new ModelAction.Burst(publish(this.random.nextInt(20), null), 20 + this.random.nextInt(60));
		}
		return this.losses ? lossy() : membership();
	}

	private ModelAction lossy() {
		return switch (this.random.nextInt(11)) {
			case 0, 1 -> new ModelAction.CloseRoom(room());
			case 2 -> new ModelAction.Lose(1 + this.random.nextInt(4));
			case 3 -> new ModelAction.Hole(this.random.nextInt(50));
			case 4 -> new ModelAction.ComeOutOfHole(client(), this.random.nextInt(50), loop());
			case 5 -> new ModelAction.Come(client(), pick(null, "x-1", "none", "e-zzzzzz"), loop());
			default -> membership();
		};
	}

	private ModelAction membership() {
		return switch (this.random.nextInt(8)) {
			case 0, 1, 2 -> new ModelAction.Join(client(), room());
			case 3, 4 -> new ModelAction.Leave(client(), room());
			case 5 ->
				new ModelAction.End(client(), pick(CloseReason.COMPLETED, CloseReason.COMPLETED, CloseReason.KICKED));
			case 6 -> new ModelAction.FlushTakesTime(client());
			default -> new ModelAction.Settle();
		};
	}

	private ModelAction.Publish publish() {
		return publish(size(), ownId());
	}

	private ModelAction.Publish publish(int padding, @Nullable String ownId) {
		Set<String> rooms = new LinkedHashSet<>(Set.of(pick("a", "b", "c", "a", "b", "c", "*")));
		while (this.random.nextInt(4) == 0) {
			rooms.add(pick("a", "b", "c", "*"));
		}
		String key = (this.random.nextInt(5) < 2) ? pick(KEYS) : null;
		return new ModelAction.Publish(rooms, padding, key, this.random.nextInt(3), ownId);
	}

	// Mostly for one event only
	private @Nullable String ownId() {
		if (this.random.nextInt(5) > 0) {
			return null;
		}
		boolean same = this.losses && this.random.nextInt(3) == 0;
		return same ? "same" + this.random.nextInt(3) : "own" + this.random.nextInt(1_000_000);
	}

	private ModelAction cut() {
		int percent = this.random.nextBoolean() ? 100 : this.random.nextInt(101);
		if (this.random.nextInt(4) == 0) {
			return new ModelAction.GoAway(client(), percent);
		}
		return new ModelAction.Cut(client(), percent, loop(), (this.random.nextInt(5) == 0) ? publish() : null);
	}

	private ModelAction.WithinTurn withinTurn() {
		List<ModelAction> actions = new ArrayList<>();
		do {
			actions.add((this.random.nextInt(5) > 0) ? publish() : cut());
		}
		while (this.random.nextInt(5) > 1);
		return new ModelAction.WithinTurn(loop(), actions);
	}

	private ModelAction duringWrite() {
		return switch (this.random.nextInt(4)) {
			case 0 -> new ModelAction.Cut(client(), this.random.nextInt(100), loop(), null);
			case 1 -> this.losses ? new ModelAction.CloseRoom(room()) : new ModelAction.Join(client(), room());
			default -> publish();
		};
	}

	private int size() {
		return switch (this.random.nextInt(20)) {
			case 0 -> 9000 + this.random.nextInt(20_000);
			case 1, 2, 3 -> 1000 + this.random.nextInt(8000);
			default -> this.random.nextInt(20);
		};
	}

	private int millis() {
		return switch (this.random.nextInt(4)) {
			case 0 -> this.random.nextInt(150);
			case 1 -> 900 + this.random.nextInt(300);
			case 2 -> 2000 + this.random.nextInt(4000);
			default -> this.random.nextInt(12_000);
		};
	}

	private int client() {
		return this.random.nextInt(ModelRun.CLIENTS);
	}

	private int loop() {
		return this.random.nextInt(ModelRun.LOOPS);
	}

	private String room() {
		return pick("a", "b", "c");
	}

	@SafeVarargs
	private <T extends @Nullable Object> T pick(T... values) {
		return values[this.random.nextInt(values.length)];
	}

}
