package io.github.ssehub.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.hub.MemberWatch.Watched;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tracker and what is to be true of it, as simple as can be.
 */
final class PresenceModel implements PresenceSink {

	static final Duration GRACE = Duration.ofMillis(700);

	private final LocalPresenceStore store = new LocalPresenceStore();

	private final PresenceTracker tracker = new PresenceTracker(this.store, GRACE);

	final List<Stream> open = new ArrayList<>();

	// When the last stream of "room member" was gone
	private final Map<String, Long> lastGone = new HashMap<>();

	private final Set<String> heard = new TreeSet<>();

	// The far end of the clock, where it wraps around
	private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

	PresenceModel() {
		this.store.start(this);
	}

	Stream open(String member, boolean told, Set<String> rooms) {
		Stream stream = new Stream(member, told);
		this.open.add(stream);
		rooms.forEach((room) -> join(stream, room));
		return stream;
	}

	void join(Stream stream, String room) {
		stream.rooms.add(room);
		this.tracker.joined(stream, room, this.now);
		run();
	}

	void leave(Stream stream, String room) {
		if (stream.rooms.remove(room)) {
			stream.seen.remove(room);
			stream.lastTold.remove(room);
			gone(stream, room);
		}
		this.tracker.left(stream, room, this.now);
		run();
	}

	void close(Stream stream) {
		this.open.remove(stream);
		stream.rooms.forEach((room) -> gone(stream, room));
		this.tracker.closed(stream, this.now);
		run();
	}

	private void gone(Stream stream, String room) {
		this.lastGone.put(room + " " + stream.member, this.now);
	}

	// As an alarm clock would, and late at times
	void advance(Duration time) {
		long end = this.now + time.toNanos();
		long next = this.tracker.run(this.now);
		while (next <= end - this.now) {
			this.now += next;
			next = this.tracker.run(this.now);
		}
		this.now = end;
		run();
	}

	private void run() {
		this.tracker.run(this.now);
		check();
	}

	private void check() {
		for (String room : rooms()) {
			assertThat(this.store.members(room)).as("members of %s", room).isEqualTo(members(room));
		}
		assertThat(this.heard).as("what listeners know")
			.isEqualTo(rooms().stream()
				.flatMap((room) -> members(room).stream().map((member) -> room + " " + member))
				.collect(Collectors.toSet()));
	}

	private Set<String> members(String room) {
		Set<String> members = this.open.stream()
			.filter((stream) -> stream.member != null && stream.rooms.contains(room))
			.map((stream) -> stream.member)
			.collect(Collectors.toSet());
		this.lastGone.forEach((key, at) -> {
			if (key.startsWith(room + " ") && !key.endsWith(" null") && this.now - at < GRACE.toNanos()) {
				members.add(key.substring(room.length() + 1));
			}
		});
		return members;
	}

	private Set<String> rooms() {
		return Set.of("a", "b");
	}

	// What streams are told is late by a second at most
	void checkWhatIsTold() {
		this.open.forEach((stream) -> stream.full = false);
		advance(Duration.ofSeconds(1));
		advance(Duration.ofSeconds(1));
		advance(Duration.ofSeconds(1));
		for (Stream stream : this.open) {
			if (stream.told) {
				assertThat(stream.seen.keySet()).isEqualTo(stream.rooms);
				stream.seen.forEach((room, seen) -> assertThat(seen).isEqualTo(members(room)));
			}
			else {
				assertThat(stream.seen).isEmpty();
			}
		}
	}

	void checkThatNothingIsKept() {
		List.copyOf(this.open).forEach(this::close);
		advance(GRACE);
		assertThat(this.tracker.isEmpty()).isTrue();
		assertThat(this.tracker.run(this.now)).isEqualTo(Long.MAX_VALUE);
	}

	@Override
	public void members(String room, Set<String> members) {
		this.tracker.elsewhere(room, members, this.now);
	}

	@Override
	public void joined(String room, String member) {
		assertThat(this.heard.add(room + " " + member)).as("joined once").isTrue();
	}

	@Override
	public void left(String room, String member) {
		assertThat(this.heard.remove(room + " " + member)).as("left once").isTrue();
	}

	/**
	 * A stream that believes what it is told.
	 */
	final class Stream implements Watched {

		final String member;

		final boolean told;

		final Set<String> rooms = new HashSet<>();

		final Map<String, Set<String>> seen = new HashMap<>();

		final Map<String, Long> lastTold = new HashMap<>();

		// Whether its client does not read
		boolean full;

		int events;

		private Stream(String member, boolean told) {
			this.member = member;
			this.told = told;
		}

		@Override
		public String member() {
			return this.member;
		}

		@Override
		public boolean isTold() {
			return this.told;
		}

		@Override
		public boolean send(byte[] block) {
			if (this.full) {
				return false;
			}
			this.events++;
			String text = new String(block, StandardCharsets.UTF_8);
			assertThat(text).startsWith("event: sse-presence\ndata: {").endsWith("}\n\n");
			JsonNode data = new JsonMapper().readTree(text.lines().toList().get(1).substring("data: ".length()));
			String room = data.get("room").asString();
			Long before = this.lastTold.put(room, PresenceModel.this.now);
			if (before != null) {
				assertThat(PresenceModel.this.now - before).as("pause").isGreaterThanOrEqualTo(1_000_000_000L);
			}
			if (data.has("members")) {
				this.seen.put(room, names(data.get("members")));
			}
			else {
				Set<String> seen = this.seen.get(room);
				assertThat(seen).as("everybody comes first").isNotNull();
				names(data.get("joined")).forEach((name) -> assertThat(seen.add(name)).as("news").isTrue());
				names(data.get("left")).forEach((name) -> assertThat(seen.remove(name)).as("news").isTrue());
			}
			return true;
		}

		private static Set<String> names(JsonNode list) {
			Set<String> names = new TreeSet<>();
			list.forEach((name) -> names.add(name.asString()));
			return names;
		}

	}

}
