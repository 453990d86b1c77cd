package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.ssehub.log.RoomRetention;

import static org.assertj.core.api.Assertions.fail;

/**
 * Clients that are cut off at any byte, stall and come back with the last id that they
 * were told, whatever else happens in whatever order: each gets every event of its rooms
 * exactly once and in order; and what the log no longer has is announced by a gap before
 * anything later.
 * <p>
 * Every build tries some runs. For the long form, see {@code docs/testing.md}.
 */
class EventLoopResumeModelTests {

	private static final int TRIES = Integer.getInteger("sse.model.tries", 1000);

	// The same ones again with a failure, others in pieces of the long form
	private static final long SEED = Long.getLong("sse.model.seed", new Random().nextInt(1_000_000_000));

	@Test
	void shouldDeliverExactlyOnceAcrossCuts() {
		verify((random) -> new ModelSettings(all(ModelSettings.KEEP_ALL), ModelSettings.UNLIMITED,
				ModelSettings.UNLIMITED, true, false));
	}

	@Test
	void shouldAnnounceWhatIsLostAndNothingElse() {
		verify((random) -> new ModelSettings(some(random), total(random), ModelSettings.UNLIMITED, true, true));
	}

	@Test
	void shouldAnnounceWhatIsLostWithoutReplay() {
		verify((random) -> new ModelSettings(all(ModelSettings.KEEP_NONE), ModelSettings.UNLIMITED,
				ModelSettings.UNLIMITED, random.nextBoolean(), true));
	}

	// Rooms that are gone have one mark for what they have lost: there may be a gap too
	// many
	@Test
	void shouldAnnounceWhatIsLostInRoomsThatComeAndGo() {
		verify((random) -> new ModelSettings(some(random), total(random), ModelSettings.UNLIMITED, false, true));
	}

	@Test
	void shouldAnnounceWhatIsLostInBursts() {
		verify((random) -> new ModelSettings(some(random), total(random), 500 + random.nextInt(30_000),
				random.nextBoolean(), true));
	}

	private static Map<String, RoomRetention> all(RoomRetention retention) {
		return ModelRun.ROOMS.stream().collect(Collectors.toMap((room) -> room, (room) -> retention));
	}

	private static Map<String, RoomRetention> some(Random random) {
		RoomRetention[] retentions = { ModelSettings.KEEP_ALL, ModelSettings.KEEP_FEW, ModelSettings.KEEP_SMALL,
				ModelSettings.KEEP_NONE, ModelSettings.NO_RESUME };
		Map<String, RoomRetention> result = new HashMap<>();
		ModelRun.ROOMS.forEach((room) -> result.put(room, retentions[random.nextInt(retentions.length)]));
		return result;
	}

	private static long total(Random random) {
		return random.nextBoolean() ? ModelSettings.UNLIMITED : 1000 + random.nextInt(20_000);
	}

	private static void verify(SettingsFactory factory) {
		for (long seed = SEED; seed < SEED + TRIES; seed++) {
			ModelSettings settings = factory.create(new Random(seed * 31));
			List<ModelAction> actions = ModelActions.generate(seed, settings.losses());
			Throwable failure = failure(settings, seed, actions);
			if (failure != null) {
				List<ModelAction> shrunk = shrink(settings, seed, actions);
				fail("Seed %d, %s, %d of %d actions:%n%s".formatted(seed, settings, shrunk.size(), actions.size(),
						shrunk.stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator()))),
						failure(settings, seed, shrunk));
			}
		}
	}

	// With dense sequences, and with ones that leap
	private static @Nullable Throwable failure(ModelSettings settings, long seed, List<ModelAction> actions) {
		try {
			ModelRun run = new ModelRun(settings, seed, seed % 2 == 0);
			actions.forEach(run::perform);
			run.finish();
			if (!settings.losses() && run.gaps() > 0) {
				throw new AssertionError("gap without a loss");
			}
			return null;
		}
		catch (RuntimeException | AssertionError ex) {
			return ex;
		}
	}

	// Leaves out what is not needed to fail, many at once and one by one at last
	private static List<ModelAction> shrink(ModelSettings settings, long seed, List<ModelAction> all) {
		List<ModelAction> actions = all;
		int size = actions.size();
		while (size > 0) {
			boolean shrunk = false;
			for (int from = 0; from < actions.size();) {
				List<ModelAction> fewer = new ArrayList<>(actions);
				fewer.subList(from, Math.min(from + size, fewer.size())).clear();
				if (failure(settings, seed, fewer) != null) {
					actions = fewer;
					shrunk = true;
				}
				else {
					from += size;
				}
			}
			size = shrunk ? Math.min(size, actions.size()) : size / 2;
		}
		return actions;
	}

	@FunctionalInterface
	private interface SettingsFactory {

		ModelSettings create(Random random);

	}

}
