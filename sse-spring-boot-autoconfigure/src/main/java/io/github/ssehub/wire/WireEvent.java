package io.github.ssehub.wire;

import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.SseEvent;

/**
 * One event as bytes. It is encoded outside any lock and sealed with its id once its
 * sequence is known; after that it is immutable and may be read by any thread that got it
 * through a lock.
 */
public final class WireEvent {

	private final byte[] bytes;

	private final String idPrefix;

	private final @Nullable String event;

	private final @Nullable String ownId;

	private final @Nullable String key;

	private final Map<String, Object> attributes;

	private int length;

	WireEvent(byte[] bytes, int length, SseEvent source, String idPrefix) {
		this.bytes = bytes;
		this.length = length;
		this.idPrefix = idPrefix;
		this.event = source.event();
		this.ownId = source.id();
		this.key = source.key();
		this.attributes = source.attributes();
	}

	/**
	 * Restore an event that was encoded elsewhere.
	 * @param block the bytes of the event, without an id of the hub and the end of the
	 * block unless it was sealed
	 * @param source its name, id, key and attributes; its data does not count
	 * @param idPrefix what its id begins with, if that is one of the hub
	 * @param ids the ids of the log, or {@code null} if the event was sealed
	 * @return the event
	 */
	public static WireEvent restore(byte[] block, SseEvent source, String idPrefix, @Nullable EventIds ids) {
		int spare = (ids != null) ? ids.maxLineLength(idPrefix) : 0;
		return new WireEvent(Arrays.copyOf(block, block.length + spare), block.length, source, idPrefix);
	}

	/**
	 * End the block, with the id line of a sequence unless the event has an id of its
	 * own.
	 * @param ids the ids of the log
	 * @param sequence the sequence
	 */
	public void seal(EventIds ids, long sequence) {
		if (this.ownId == null) {
			this.length = ids.writeLine(this.bytes, this.length, this.idPrefix, sequence);
		}
		seal();
	}

	/**
	 * End the block as it is.
	 */
	public void seal() {
		this.bytes[this.length++] = '\n';
	}

	/**
	 * Return the bytes, of which {@link #length()} are in use. Not to be modified.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Return the number of bytes in use.
	 * @return the length
	 */
	public int length() {
		return this.length;
	}

	/**
	 * Return what the id begins with, if it is one of the hub.
	 * @return the prefix, mostly empty
	 */
	public String idPrefix() {
		return this.idPrefix;
	}

	/**
	 * Return the event name.
	 * @return the name, or {@code null}
	 */
	public @Nullable String event() {
		return this.event;
	}

	/**
	 * Return the id that the application gave the event.
	 * @return the id, or {@code null}
	 */
	public @Nullable String ownId() {
		return this.ownId;
	}

	/**
	 * Return the key of the event.
	 * @return the key, or {@code null}
	 */
	public @Nullable String key() {
		return this.key;
	}

	/**
	 * Return the attributes for filters.
	 * @return the attributes
	 */
	public Map<String, Object> attributes() {
		return this.attributes;
	}

}
