package io.github.ssehub.delivery;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.log.LogEntry;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.wire.WireEvent;

/**
 * The new entries of one room as writes, which all of its live members share.
 */
final class Batch {

	private final List<RoomEntry> entries = new ArrayList<>();

	private final List<Segment> segments = new ArrayList<>();

	// Mutable state while segments are made
	private byte @Nullable [] buffer;

	private int used;

	List<RoomEntry> entries() {
		return this.entries;
	}

	LogEntry last() {
		return this.entries.get(this.entries.size() - 1).entry();
	}

	// Return the segments, each at most one write.
	// @param after the sequence that comes before the batch
	List<Segment> segments(long after) {
		if (this.segments.isEmpty()) {
			split(after);
		}
		return this.segments;
	}

	private void split(long after) {
		long cursor = after;
		long segmentCursor = after;
		for (RoomEntry roomEntry : this.entries) {
			LogEntry entry = roomEntry.entry();
			WireEvent event = entry.event();
			if (this.used + event.length() > Sink.MAX_WRITE) {
				endBuffer(segmentCursor);
				segmentCursor = cursor;
			}
			if (event.length() > Sink.MAX_WRITE) {
				splitEvent(entry, cursor);
				segmentCursor = entry.sequence();
			}
			else if (this.entries.size() == 1) {
				this.segments.add(new Segment(event.bytes(), 0, event.length(), cursor, null));
			}
			else {
				append(event);
			}
			cursor = entry.sequence();
		}
		endBuffer(segmentCursor);
	}

	private void append(WireEvent event) {
		byte[] buffer = this.buffer;
		if (buffer == null) {
			buffer = new byte[Sink.MAX_WRITE];
			this.buffer = buffer;
		}
		System.arraycopy(event.bytes(), 0, buffer, this.used, event.length());
		this.used += event.length();
	}

	private void endBuffer(long cursor) {
		if (this.buffer != null && this.used > 0) {
			this.segments.add(new Segment(this.buffer, 0, this.used, cursor, null));
		}
		this.buffer = null;
		this.used = 0;
	}

	private void splitEvent(LogEntry entry, long cursor) {
		WireEvent event = entry.event();
		for (int offset = 0; offset < event.length(); offset += Sink.MAX_WRITE) {
			int length = Math.min(Sink.MAX_WRITE, event.length() - offset);
			this.segments.add(new Segment(event.bytes(), offset, length, cursor, (offset > 0) ? entry : null));
		}
	}

	void clear() {
		this.entries.clear();
		this.segments.clear();
	}

	/**
	 * One write.
	 *
	 * @param bytes holds the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @param cursor the cursor of a stream that has not been sent this segment
	 * @param begun the entry that such a stream has begun, or {@code null}
	 */
	record Segment(byte[] bytes, int offset, int length, long cursor, @Nullable LogEntry begun) {

	}

}
