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

	// Return the segments, each at most one write
	List<Segment> segments() {
		if (this.segments.isEmpty()) {
			try {
				split();
			}
			catch (RuntimeException | Error ex) {
				// A part of them must not be taken for all
				this.segments.clear();
				this.buffer = null;
				this.used = 0;
				throw ex;
			}
		}
		return this.segments;
	}

	private void split() {
		LogEntry last = null;
		LogEntry beforeBuffer = null;
		int passedBuffer = 0;
		for (int i = 0; i < this.entries.size(); i++) {
			LogEntry entry = this.entries.get(i).entry();
			WireEvent event = entry.event();
			if (this.used + event.length() > Sink.MAX_WRITE) {
				endBuffer(beforeBuffer, passedBuffer);
				beforeBuffer = last;
				passedBuffer = i;
			}
			if (event.length() > Sink.MAX_WRITE) {
				splitEvent(entry, last, i);
				beforeBuffer = entry;
				passedBuffer = i + 1;
			}
			else if (this.entries.size() == 1) {
				this.segments.add(new Segment(event.bytes(), 0, event.length(), last, null, 0));
			}
			else {
				append(event);
			}
			last = entry;
		}
		endBuffer(beforeBuffer, passedBuffer);
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

	private void endBuffer(@Nullable LogEntry before, int passed) {
		if (this.buffer != null && this.used > 0) {
			this.segments.add(new Segment(this.buffer, 0, this.used, before, null, passed));
		}
		this.buffer = null;
		this.used = 0;
	}

	private void splitEvent(LogEntry entry, @Nullable LogEntry before, int passed) {
		WireEvent event = entry.event();
		for (int offset = 0; offset < event.length(); offset += Sink.MAX_WRITE) {
			int length = Math.min(Sink.MAX_WRITE, event.length() - offset);
			this.segments.add(new Segment(event.bytes(), offset, length, before, (offset > 0) ? entry : null, passed));
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
	 * @param before the last entry before the segment, or {@code null}
	 * @param begun the entry that such a stream has begun, or {@code null}
	 * @param passed how many entries are before the segment completely
	 */
	record Segment(byte[] bytes, int offset, int length, @Nullable LogEntry before, @Nullable LogEntry begun,
			int passed) {

	}

}
