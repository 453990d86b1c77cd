package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;

/**
 * The keys of a cluster, all in one slot.
 */
final class RedisKeys {

	private final String prefix;

	RedisKeys(String name) {
		this.prefix = "{sse:" + name + "}:";
	}

	byte[] log() {
		return bytes("log");
	}

	byte[] state() {
		return bytes("meta");
	}

	byte[] nodes() {
		return bytes("nodes");
	}

	byte[] stream(String id) {
		return bytes("stream:" + id);
	}

	// The nodes that have members of rooms
	byte[] present() {
		return bytes("present");
	}

	// What the keys of the rooms of a node begin with
	byte[] rooms() {
		return bytes("rooms:");
	}

	byte[] rooms(String node) {
		return bytes("rooms:" + node);
	}

	// What the keys of the members of a room begin with
	byte[] presence() {
		return bytes("presence:");
	}

	byte[] presence(String room) {
		return bytes("presence:" + room);
	}

	private byte[] bytes(String suffix) {
		return (this.prefix + suffix).getBytes(StandardCharsets.UTF_8);
	}

	// In the order that the scripts expect
	byte[][] all(String writer) {
		return new byte[][] { log(), state(), bytes("holes"), bytes("w:" + writer) };
	}

}
