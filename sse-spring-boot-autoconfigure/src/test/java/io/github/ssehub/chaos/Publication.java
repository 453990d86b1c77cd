package io.github.ssehub.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The events of a run, each decided by the seed and its number. Immutable.
 */
final class Publication {

	static final List<String> ROOMS = List.of("a", "b", "c", "d", "e", "f");

	private static final String[] WORDS = { "plain", "Grüße", "naïve", "価格", "données", "🚀", "𝄞", "id: x", ":",
			"data:", "\n", "\n\n", "\nid: 1\n", " " };

	private final long seed;

	Publication(long seed) {
		this.seed = seed;
	}

	// The rooms of an event: mostly one, now and then two
	Set<String> rooms(int number) {
		Random random = random(number, 1);
		Set<String> rooms = new TreeSet<>(Set.of(ROOMS.get(random.nextInt(ROOMS.size()))));
		if (random.nextInt(10) == 0) {
			rooms.add(ROOMS.get(random.nextInt(ROOMS.size())));
		}
		return rooms;
	}

	// The rooms of a client: one, or several that overlap with those of others
	static List<String> roomsOf(int client) {
		List<String> rooms = new ArrayList<>();
		int count = (client % 4 == 0) ? 1 : 2 + client % 3;
		for (int i = 0; i < count; i++) {
			rooms.add(ROOMS.get((client / 2 + i) % ROOMS.size()));
		}
		return rooms;
	}

	// Several lines of several alphabets, some larger than a buffer of the server
	String data(int number) {
		Random random = random(number, 2);
		StringBuilder data = new StringBuilder().append(number).append('\n');
		int length = length(random);
		while (data.length() < length) {
			data.append(WORDS[random.nextInt(WORDS.length)]);
		}
		return data.toString();
	}

	private static int length(Random random) {
		int kind = random.nextInt(100);
		if (kind < 75) {
			return random.nextInt(200);
		}
		return (kind < 93) ? random.nextInt(3000) : 6000 + random.nextInt(20_000);
	}

	static int numberOf(String data) {
		return Integer.parseInt(data.substring(0, data.indexOf('\n')));
	}

	private Random random(int number, int purpose) {
		return new Random((this.seed * 1_000_003 + number) * 31 + purpose);
	}

}
