package io.github.ssehub.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import io.github.ssehub.wire.EventIds;

/**
 * The ids of a cluster, which are the same on all of its nodes.
 */
final class ClusterIds {

	private ClusterIds() {
	}

	static EventIds of(String name) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
			return new EventIds(Long.toString(ByteBuffer.wrap(hash).getLong() >>> 1, Character.MAX_RADIX));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
