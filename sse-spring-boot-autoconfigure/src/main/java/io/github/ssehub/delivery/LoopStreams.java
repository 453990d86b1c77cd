package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.StreamPast;
import io.github.ssehub.log.StreamStart;

/**
 * The streams of one event loop and what happens to them. Used by the loop only, but for
 * {@link #count()}, {@link #opening()} and what can be read of the counters and gauges.
 */
final class LoopStreams {

	private static final Log logger = LogFactory.getLog(LoopStreams.class);

	private final EventLoop loop;

	private final LoopRooms rooms;

	private final Laggards laggards;

	private final RunQueue runQueue;

	private final CatchUp catchUp;

	private final LoopCounters counters;

	private final LoopGauges gauges;

	// Mutable state
	private final ArrayList<StreamCursor> cursors = new ArrayList<>();

	private final AtomicInteger count = new AtomicInteger();

	private final Endings endings = new Endings(this.count::decrementAndGet);

	LoopStreams(EventLoop loop, LoopRooms rooms, Laggards laggards, RunQueue runQueue, CatchUp catchUp) {
		this.loop = loop;
		this.rooms = rooms;
		this.laggards = laggards;
		this.runQueue = runQueue;
		this.catchUp = catchUp;
		this.counters = new LoopCounters();
		this.gauges = new LoopGauges(loop.log(), this.counters, loop.now());
	}

	LoopCounters counters() {
		return this.counters;
	}

	LoopGauges gauges() {
		return this.gauges;
	}

	int count() {
		return this.count.get();
	}

	List<StreamCursor> all() {
		return this.cursors;
	}

	// Called by any thread, so that a stream counts before the loop gets to it
	void opening() {
		this.count.incrementAndGet();
	}

	void open(StreamCursor cursor, StreamStart start) {
		cursor.index = this.cursors.size();
		this.cursors.add(cursor);
		cursor.start(start);
		start.rooms().forEach((member) -> this.rooms.join(cursor, member));
		this.laggards.joined();
		this.laggards.add(cursor, this.loop.now());
	}

	void attach(StreamCursor cursor, Sink sink, byte @Nullable [] opening) {
		EndOptions end = cursor.options().end();
		long age = end.isAgeLimited() ? end.ageNanos(ThreadLocalRandom.current()) : 0;
		StreamOutput output = new StreamOutput(sink, this.counters, this.loop.now(), this.loop.now() + age);
		cursor.setOutput(output);
		if (!cursor.isOpen()) {
			// Ended before it had an output: nobody would end the exchange
			StreamExchange exchange = cursor.stream().takeExchange();
			if (exchange != null) {
				exchange.complete();
			}
			return;
		}
		if (opening != null) {
			cursor.begin(opening, 0, opening.length, 0);
		}
		cursor.stream().listener().opened();
		for (Membership membership : cursor.memberships()) {
			cursor.stream().listener().joined(membership.room.name());
		}
		resume(cursor);
		if (!cursor.options().heartbeat().isZero()) {
			this.loop.runTimeoutsAtLatest(cursor.options().heartbeat().toNanos());
		}
		if (end.isAgeLimited()) {
			this.loop.runTimeoutsAtLatest(age);
		}
	}

	void join(StreamCursor cursor, StreamStart.InRoom member) {
		this.laggards.joined();
		if (!cursor.isOpen()) {
			this.loop.log().leave(member.tap());
			return;
		}
		this.rooms.join(cursor, member);
		if (cursor.output() != null) {
			cursor.stream().listener().joined(member.tap().roomName());
		}
	}

	void leave(StreamCursor cursor, String room) {
		Membership membership = cursor.membership(room);
		if (membership == null) {
			return;
		}
		cursor.memberships().remove(membership);
		this.rooms.leave(membership);
		if (cursor.output() != null) {
			cursor.stream().listener().left(room);
		}
	}

	// Only a membership that the stream has by now, and not one that it joins later
	void leaveAfter(StreamCursor cursor, String room, long last) {
		for (Membership membership : cursor.memberships()) {
			if (membership.room.name().equals(room) && membership.leavesAt == Long.MAX_VALUE) {
				membership.leavesAt = last;
				cursor.stream().leaveAtMessage(room, last);
				break;
			}
		}
		resume(cursor);
	}

	// What the stream has missed is there, or cannot be had
	void goBack(StreamCursor cursor, @Nullable StreamPast past, Runnable released) {
		if (past == null) {
			cursor.past().miss();
		}
		else if (cursor.isOpen()) {
			cursor.past().arrive(past, released);
			cursor.memberships().forEach((membership) -> membership.goBack(past));
		}
		else {
			released.run();
		}
		resume(cursor);
	}

	// The stream has something to write, or takes more, or both
	void resume(StreamCursor cursor) {
		if (!cursor.isOpen()) {
			this.endings.resume(cursor, this.loop.now());
		}
		else if (cursor.output() != null) {
			this.runQueue.add(cursor);
		}
	}

	void fallBehind(StreamCursor cursor, long position) {
		cursor.fallBehind(position);
		this.laggards.add(cursor, this.loop.now());
	}

	// Gives a stream that has something to write its turn
	void run(StreamCursor cursor) {
		StreamOutput output = cursor.output();
		if (output == null || !cursor.isOpen() || cursor.past().isAwaited()) {
			return;
		}
		boolean live = cursor.isLive();
		if (live) {
			// No laggard yet: most have caught up before anybody asks
			cursor.fallBehind(this.loop.horizon());
		}
		try {
			CatchUp.Result result = this.catchUp.run(cursor, output, live, this.loop.horizon(), this.loop.now());
			cursor.past().moveTo(cursor.position());
			if (result == CatchUp.Result.ENDED) {
				end(cursor, this.catchUp.endReason(), null);
			}
			else if (result == CatchUp.Result.CAUGHT_UP) {
				cursor.becomeLive();
				cursor.past().release();
				this.laggards.remove(cursor);
			}
			else {
				goOn(cursor, result);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(cursor, ex);
		}
	}

	private void goOn(StreamCursor cursor, CatchUp.Result result) {
		this.laggards.add(cursor, this.loop.now());
		switch (result) {
			case NOT_WRITABLE -> cursor.conflate();
			case AWAITING_PASS -> this.runQueue.addAfterPass(cursor);
			case AT_LEAVE -> leaveNext(cursor);
			default -> resume(cursor);
		}
	}

	private void leaveNext(StreamCursor cursor) {
		Message message = cursor.nextMessage();
		if (message != null && message.leave() != null) {
			cursor.removeMessage();
			leave(cursor, message.leave());
		}
		resume(cursor);
	}

	// An error, such as too little memory, ends one stream: its client comes back
	void fail(StreamCursor cursor, Throwable cause) {
		if (cause instanceof IOException) {
			end(cursor, CloseReason.CLIENT_GONE, cause);
		}
		else {
			logger.warn("Event stream failed", cause);
			end(cursor, CloseReason.ERROR, cause);
		}
	}

	// The stream has an end in its mailbox
	void close(StreamCursor cursor, CloseReason reason) {
		cursor.markClosing(this.loop.now(), reason);
		resume(cursor);
		this.loop.runTimeoutsAtLatest(Timeouts.DRAIN_NANOS);
	}

	void end(StreamCursor cursor, CloseReason reason, @Nullable Throwable cause) {
		if (!cursor.isOpen()) {
			if (cause != null) {
				this.endings.gone(cursor, cause, this.loop.now());
			}
			return;
		}
		removeFromList(cursor);
		this.laggards.remove(cursor);
		cursor.stream().markEnded();
		cursor.past().release();
		cursor.memberships().forEach(this.rooms::leave);
		cursor.memberships().clear();
		if (!this.endings.end(cursor, reason, cause, this.loop.now())) {
			this.loop.runTimeoutsAtLatest(Endings.PATIENCE_NANOS);
		}
	}

	void endAll(CloseReason reason) {
		for (int i = this.cursors.size() - 1; i >= 0; i--) {
			end(this.cursors.get(i), reason, null);
		}
		this.endings.endAll(this.loop.now());
	}

	Endings endings() {
		return this.endings;
	}

	private void removeFromList(StreamCursor cursor) {
		StreamCursor last = this.cursors.remove(this.cursors.size() - 1);
		if (last != cursor) {
			last.index = cursor.index;
			this.cursors.set(last.index, last);
		}
		cursor.index = -1;
	}

}
