package io.github.ssehub.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.util.Assert;

/**
 * The scripts that run in Redis. Each is one step for all others.
 */
enum ClusterScript {

	/**
	 * Append records.
	 */
	APPEND("numbers.lua", "common.lua", "append.lua"),

	/**
	 * Begin a generation of a writer.
	 */
	OPEN("numbers.lua", "common.lua", "open.lua"),

	/**
	 * Keep a node alive.
	 */
	NODES("numbers.lua", "nodes.lua"),

	/**
	 * Tell what a node knows of a detached stream.
	 */
	STREAM("stream.lua"),

	/**
	 * Take over a detached stream.
	 */
	TAKE("numbers.lua", "take.lua"),

	/**
	 * Say who is in rooms on a node.
	 */
	PRESENCE_UPDATE("presence.lua", "presence-update.lua"),

	/**
	 * Remove who was on nodes that are gone.
	 */
	PRESENCE_SWEEP("presence.lua", "presence-sweep.lua"),

	/**
	 * Read who is in rooms.
	 */
	PRESENCE_READ("numbers.lua", "presence-read.lua");

	private final byte[] text;

	private final String digest;

	ClusterScript(String... resources) {
		StringBuilder text = new StringBuilder();
		for (String resource : resources) {
			text.append(read(resource));
		}
		this.text = text.toString().getBytes(StandardCharsets.UTF_8);
		this.digest = digest(this.text);
	}

	private static String read(String resource) {
		try (InputStream in = ClusterScript.class.getResourceAsStream(resource)) {
			Assert.state(in != null, () -> "No resource " + resource);
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String digest(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	byte[] text() {
		return this.text;
	}

	String digest() {
		return this.digest;
	}

}
