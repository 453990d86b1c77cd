package io.github.ssehub.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.ssehub.CloseReason;
import io.github.ssehub.delivery.RoomMembers.Membership;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.Start;

/**
 * The streams of one event loop and what happens to them. Used by the loop only, but for
 * {@link #count()} and {@link #opening()}.
 */
final class LoopStreams {

	private static final long TURN_NANOS = Duration.ofMillis(1).toNanos();

	private static final Log logger = LogFactory.getLog(LoopStreams.class);

	private final EventLog log;

	private final EventLoop loop;

	private final CatchUp catchUp;

	private final Holds holds;

	// Mutable state
	private final ArrayList<EventStream> streams = new ArrayList<>();

	private final ArrayDeque<EventStream> runnable = new ArrayDeque<>();

	// Have something to write that comes behind events of the next pass
	private final Set<EventStream> ahead = new LinkedHashSet<>();

	private final AtomicInteger count = new AtomicInteger();

	LoopStreams(EventLog log, EventLoop loop, CatchUp catchUp) {
		this.log = log;
		this.loop = loop;
		this.catchUp = catchUp;
		this.holds = new Holds(log);
	}

	int count() {
		return this.count.get();
	}

	List<EventStream> all() {
		return this.streams;
	}

	boolean hasRunnable() {
		return !this.runnable.isEmpty();
	}

	boolean hasAhead() {
		return !this.ahead.isEmpty();
	}

	// After a pass
	void resumeAhead() {
		this.ahead.forEach(this::resume);
		this.ahead.clear();
	}

	boolean hasHolds() {
		return this.holds.isActive();
	}

	// Called by any thread, so that a stream counts before the loop gets to it
	void opening() {
		this.count.incrementAndGet();
	}

	void open(EventStream stream, Start start) {
		stream.setIndex(this.streams.size());
		this.streams.add(stream);
		Membership[] memberships = new Membership[start.members().size()];
		for (int i = 0; i < memberships.length; i++) {
			memberships[i] = RoomMembers.join(stream, start.members().get(i));
		}
		stream.setMemberships(memberships);
		stream.progress().start(start);
		stream.progress().made(this.loop.now());
		this.holds.add(stream);
	}

	void attach(EventStream stream, Sink sink, StreamExchange exchange, byte @Nullable [] opening) {
		StreamOutput output = new StreamOutput(sink, this.loop.now());
		stream.setOutput(output, exchange);
		// However long its snapshot took
		stream.progress().made(this.loop.now());
		if (stream.index() < 0) {
			// Ended before it had an output: nobody would end the exchange
			exchange.complete();
			return;
		}
		if (opening != null) {
			stream.progress().begin(opening, 0, opening.length);
		}
		stream.listener().opened();
		for (Membership membership : stream.memberships()) {
			stream.listener().joined(membership.room.roomName());
		}
		resume(stream);
		if (stream.heartbeatNanos() > 0) {
			this.loop.runTimeoutsAtLatest(stream.heartbeatNanos());
		}
	}

	void join(EventStream stream, Start.Member member) {
		if (stream.index() < 0) {
			this.log.leave(member.tap());
			return;
		}
		Membership[] before = stream.memberships();
		Membership[] after = new Membership[before.length + 1];
		System.arraycopy(before, 0, after, 0, before.length);
		after[before.length] = RoomMembers.join(stream, member);
		stream.setMemberships(after);
		if (stream.output() != null) {
			stream.listener().joined(member.tap().roomName());
		}
	}

	void leave(EventStream stream, String room) {
		Membership[] before = stream.memberships();
		for (int i = 0; i < before.length; i++) {
			if (before[i].room.roomName().equals(room)) {
				Membership[] after = new Membership[before.length - 1];
				System.arraycopy(before, 0, after, 0, i);
				System.arraycopy(before, i + 1, after, i, after.length - i);
				stream.setMemberships(after);
				remove(before[i]);
				if (stream.output() != null) {
					stream.listener().left(room);
				}
				return;
			}
		}
	}

	private void remove(Membership membership) {
		membership.room.remove(membership);
		this.log.leave(membership.room);
	}

	// The stream has something to write, or takes more, or both
	void resume(EventStream stream) {
		if (stream.index() >= 0 && stream.output() != null && stream.progress().queue()) {
			this.runnable.add(stream);
		}
	}

	void fallBehind(EventStream stream, long cursor) {
		stream.progress().fallBehind(cursor);
		// Until now it took everything, however long ago that was
		stream.progress().made(this.loop.now());
		this.holds.add(stream);
	}

	// Gives streams that have something to write a turn each,
	// but new events must not wait long for those that read on
	void runAll() {
		long start = this.loop.clock();
		for (int i = this.runnable.size(); i > 0 && this.loop.clock() - start < TURN_NANOS; i--) {
			EventStream stream = this.runnable.remove();
			stream.progress().unqueue();
			StreamOutput output = stream.output();
			if (output != null && stream.index() >= 0) {
				run(stream, output);
			}
		}
	}

	private void run(EventStream stream, StreamOutput output) {
		if (stream.progress().isLive()) {
			fallBehind(stream, this.loop.horizon());
		}
		try {
			switch (this.catchUp.run(stream, output, this.loop.horizon(), this.loop.now())) {
				case CAUGHT_UP -> stream.progress().becomeLive();
				case NOT_WRITABLE -> {
					stream.progress().conflate();
					this.holds.add(stream);
				}
				case MORE -> {
					this.holds.add(stream);
					resume(stream);
				}
				case AHEAD -> {
					this.holds.add(stream);
					this.ahead.add(stream);
				}
				case ENDED -> end(stream, this.catchUp.endReason(), null);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(stream, ex);
		}
	}

	// An error, such as too little memory, ends one stream: its client comes back
	void fail(EventStream stream, Throwable cause) {
		// Containers throw the latter for a response that is over
		if (cause instanceof IOException || cause instanceof IllegalStateException) {
			end(stream, CloseReason.CLIENT_GONE, cause);
		}
		else {
			logger.warn("Event stream failed", cause);
			end(stream, CloseReason.ERROR, cause);
		}
	}

	// The stream has an end in its mailbox
	void close(EventStream stream, CloseReason reason) {
		stream.markClosing(this.loop.now(), reason);
		resume(stream);
		this.loop.runTimeoutsAtLatest(Timeouts.DRAIN_NANOS);
	}

	void end(EventStream stream, CloseReason reason, @Nullable Throwable cause) {
		if (stream.index() < 0) {
			return;
		}
		removeFromList(stream);
		stream.markEnded();
		for (Membership membership : stream.memberships()) {
			remove(membership);
		}
		stream.setMemberships(EventStream.NO_MEMBERSHIPS);
		StreamOutput output = stream.output();
		StreamExchange exchange = stream.exchange();
		if (output != null && exchange != null) {
			finish(stream, output, exchange, cause);
		}
		logger.debug(LogMessage.format("Event stream ended: %s", reason));
		stream.listener().closed(reason, output != null);
	}

	void endAll(CloseReason reason) {
		for (int i = this.streams.size() - 1; i >= 0; i--) {
			end(this.streams.get(i), reason, null);
		}
	}

	private void removeFromList(EventStream stream) {
		EventStream last = this.streams.remove(this.streams.size() - 1);
		if (last != stream) {
			last.setIndex(stream.index());
			this.streams.set(last.index(), last);
		}
		stream.setIndex(-1);
		this.count.decrementAndGet();
	}

	private void finish(EventStream stream, StreamOutput output, StreamExchange exchange, @Nullable Throwable cause) {
		try {
			if (cause != null) {
				exchange.gone(cause);
			}
			else if (output.isWritable(this.loop.now()) && !stream.progress().hasBegun()) {
				exchange.complete();
			}
			else {
				exchange.abort();
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			exchange.gone(ex);
		}
	}

	void report(RoomMembers room) {
		this.holds.report(room);
	}

	void settle() {
		this.holds.settle(this.loop.horizon(), this.loop.now());
	}

}
