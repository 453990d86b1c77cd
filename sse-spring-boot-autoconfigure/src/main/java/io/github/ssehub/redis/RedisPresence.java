package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;

/**
 * What Redis does for presence, on one connection.
 */
final class RedisPresence {

	private static final byte[] YES = { '1' };

	private static final byte[] NO = { '0' };

	private static final int MAX_SWEPT_ROOMS = 50;

	// In one script, with all of the last room
	private static final int MAX_MEMBERS = 5000;

	private final ClusterConnection connection;

	RedisPresence(ClusterConnection connection) {
		this.connection = connection;
	}

	/**
	 * Say who is where on a node.
	 * @param node the node
	 * @param changes whether members are there
	 * @return those that have so come or left altogether, or {@code null} if the node is
	 * not known
	 */
	@Nullable List<Member> update(String node, Map<Member, Boolean> changes) {
		RedisKeys keys = this.connection.keys();
		List<Member> members = new ArrayList<>(changes.size());
		List<byte[]> arguments = new ArrayList<>(2 + 3 * changes.size());
		arguments.add(bytes(node));
		arguments.add(keys.presence());
		changes.forEach((member, here) -> {
			members.add(member);
			arguments.add(bytes(member.room()));
			arguments.add(bytes(member.name()));
			arguments.add(here ? YES : NO);
		});
		List<Long> reply = this.connection.run(ClusterScript.PRESENCE_UPDATE, ScriptOutputType.MULTI,
				new byte[][] { keys.nodes(), keys.present(), keys.rooms(node) }, arguments);
		if (reply.get(0) == 0) {
			return null;
		}
		return reply.stream().skip(1).map((index) -> members.get(index.intValue())).toList();
	}

	/**
	 * Remove who was on nodes that are gone.
	 * @param left told who has left by that
	 * @return whether there may be more
	 */
	boolean sweep(BiConsumer<String, String> left) {
		RedisKeys keys = this.connection.keys();
		List<Object> reply = this.connection.run(ClusterScript.PRESENCE_SWEEP, ScriptOutputType.MULTI,
				new byte[][] { keys.nodes(), keys.present() },
				List.of(keys.rooms(), keys.presence(), bytes(MAX_SWEPT_ROOMS), bytes(MAX_MEMBERS)));
		Iterator<Object> values = reply.iterator();
		boolean more = Long.valueOf(1).equals(values.next());
		while (values.hasNext()) {
			left.accept(text(values.next()), text(values.next()));
		}
		return more;
	}

	/**
	 * Read who is in rooms.
	 * @param versions the rooms, each with the version that is known
	 * @param node one that does not count, or nothing
	 * @return what the first of them have, and at least one
	 */
	Reading read(List<Map.Entry<String, String>> versions, String node) {
		RedisKeys keys = this.connection.keys();
		List<byte[]> arguments = new ArrayList<>(3 + 2 * versions.size());
		arguments.add(keys.presence());
		arguments.add(bytes(MAX_MEMBERS));
		arguments.add(bytes(node));
		versions.forEach((room) -> {
			arguments.add(bytes(room.getKey()));
			arguments.add(bytes(room.getValue()));
		});
		List<Object> reply = this.connection.run(ClusterScript.PRESENCE_READ, ScriptOutputType.MULTI,
				new byte[][] { keys.nodes() }, arguments);
		int count = ((Long) reply.get(0)).intValue();
		return new Reading(count, reply.stream().skip(1).map((room) -> toRoom((List<?>) room, versions)).toList());
	}

	private static Room toRoom(List<?> reply, List<Map.Entry<String, String>> versions) {
		int index = ((Long) reply.get(0)).intValue();
		Set<String> members = new LinkedHashSet<>();
		reply.subList(2, reply.size()).forEach((member) -> members.add(text(member)));
		return new Room(versions.get(index).getKey(), text(reply.get(1)), members);
	}

	// In which somebody was said to be on a node
	List<String> roomsOf(String node) {
		byte[] key = this.connection.keys().rooms(node);
		return this.connection.call((commands) -> commands.hkeys(key)).stream().map(RedisPresence::text).toList();
	}

	// Whoever was said to be in a room on a node
	Set<Member> membersOf(String node, String room) {
		Set<Member> members = new LinkedHashSet<>();
		byte[] key = this.connection.keys().presence(room);
		this.connection.call((commands) -> commands.hgetall(key)).forEach((member, nodes) -> {
			if (List.of(text(nodes).split(" ")).contains(node)) {
				members.add(new Member(room, text(member)));
			}
		});
		return members;
	}

	private static byte[] bytes(int number) {
		return bytes(Integer.toString(number));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(Object value) {
		return new String((byte[]) value, StandardCharsets.UTF_8);
	}

	/**
	 * Somebody in a room.
	 *
	 * @param room the room
	 * @param name the name of the member
	 */
	record Member(String room, String name) {

	}

	/**
	 * What has been read.
	 *
	 * @param count how many of the rooms that were asked for have been looked at
	 * @param rooms those among them that have another version
	 */
	record Reading(int count, List<Room> rooms) {

	}

	/**
	 * Who is in a room.
	 *
	 * @param name the name of the room
	 * @param version another one after each change
	 * @param members the members, on nodes that count
	 */
	record Room(String name, String version, Set<String> members) {

	}

}
