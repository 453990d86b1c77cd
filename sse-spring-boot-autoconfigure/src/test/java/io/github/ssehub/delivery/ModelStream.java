package io.github.ssehub.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseGap;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.WireEvent;

/**
 * One stream of a client of the model, opened and used as those of the hub are.
 */
final class ModelStream implements StreamListener {

	private final ModelRun run;

	private final ModelClient client;

	private final int loop;

	private final EventStream stream;

	private final Mailbox mailbox = new Mailbox();

	private final ModelSink sink;

	private final FakeExchange exchange = new FakeExchange();

	private final ModelJudge judge;

	private final List<ModelMembership> memberships = new ArrayList<>();

	// As the hub knows them, without the room of all
	private final Set<String> rooms;

	private final List<Long> stamps = new ArrayList<>();

	// Mutable state
	private @Nullable ModelOpening opening;

	private boolean stalled;

	private boolean cleanResume;

	private boolean closing;

	private boolean gone;

	private long closedAt;

	private int closedDirects;

	private boolean closed;

	ModelStream(ModelRun run, ModelClient client, int loop) {
		this.run = run;
		this.client = client;
		this.loop = loop;
		this.rooms = new LinkedHashSet<>(client.rooms());
		this.judge = new ModelJudge(run.history(), this);
		this.sink = new ModelSink(run, this.judge, client.isBrowser());
		OverflowPolicy overflow = client.hasSnapshot() ? OverflowPolicy.DISCONNECT : client.overflow();
		this.stream = new EventStream(run.harness().loops.get(loop), this,
				new StreamOptions(client.filter().predicate(), client.heartbeat(), overflow, client.form()),
				this.mailbox);
	}

	void open(@Nullable String id, int snapshot, Runnable beforeSnapshot) {
		List<String> all = new ArrayList<>(this.rooms);
		all.add("*");
		StreamStart start = this.stream.open(all,
				new StartRequest(id, true, null, 0, false, filter() != ModelFilter.NONE));
		ModelOpening opening = new ModelOpening(this.run, id, all);
		this.opening = opening;
		this.cleanResume = id != null && start.gap() == null;
		this.memberships.addAll(opening.memberships(all));
		this.judge.start(opening.held(), id, snapshot);
		check((start.gap() == SseGap.Reason.UNKNOWN) == opening.isUnknown(), "gap for an unknown id");
		check(!opening.isInHole() || start.gap() != null, "gap for an id of another history");
		if (start.gap() != null) {
			this.judge.gap(start.gap(), true);
		}
		beforeSnapshot.run();
		boolean withSnapshot = hasSnapshot() && !this.cleanResume;
		if (withSnapshot) {
			this.mailbox.begin(opening.snapshot(start, this.client.form()), null,
					(bytes) -> this.run.keepSnapshot(-bytes));
		}
		this.stream.prepared();
		this.stream.attach(this.sink, this.exchange, opening.block(start, this.client.form(), withSnapshot));
	}

	void send(int padding) {
		WireEvent event = this.run.harness().event(SseEvent.of("D" + this.stamps.size() + ".".repeat(padding)));
		event.seal();
		boolean accepted = this.stream.send(event);
		check(this.gone || accepted != (this.closing || this.closed), "direct event is accepted: " + accepted);
		if (accepted) {
			this.stamps.add(this.run.head());
		}
	}

	void join(String room) {
		if (!this.closing && this.rooms.add(room)) {
			this.memberships.add(new ModelMembership(room, this.run.head()));
			this.stream.join(room);
		}
	}

	void leave(String room) {
		if (this.rooms.remove(room)) {
			long begun = this.sink.begun();
			this.judge.leave(begun);
			this.memberships.stream()
				.filter((membership) -> membership.room.equals(room) && !membership.left)
				.forEach((membership) -> membership.leave(begun));
			this.stream.leave(room);
		}
	}

	void leaveClosed(String room, long last) {
		if (this.rooms.remove(room)) {
			this.memberships.stream()
				.filter((membership) -> membership.room.equals(room))
				.forEach((membership) -> membership.leavesAfter = Math.min(membership.leavesAfter, this.run.head()));
			this.stream.leaveAfter(room, last);
		}
	}

	void close(CloseReason reason) {
		if (reason == CloseReason.KICKED) {
			this.closing = true;
			this.stream.end(reason);
		}
		else {
			if (!this.closing) {
				this.closedAt = this.run.head();
				this.closedDirects = this.stamps.size();
			}
			this.closing = true;
			this.stream.close(reason);
		}
	}

	void gone() {
		this.closing = true;
		this.gone = true;
		this.stream.gone(new IOException("Cut off"));
	}

	@Override
	public void opened() {
	}

	@Override
	public void joined(String room) {
	}

	@Override
	public void left(String room) {
	}

	@Override
	public void gap(SseGap gap) {
		this.run.guarded(() -> {
			check(!isHealthy(), "gap for a client that takes everything");
			this.judge.gap(gap.reason(), false);
		});
	}

	@Override
	public void closed(CloseReason reason, boolean wasOpen) {
		this.closed = true;
		this.run.guarded(() -> {
			check(reason != CloseReason.ERROR, "stream failed");
			check(reason != CloseReason.OVERFLOW || hasSnapshot()
					|| this.client.overflow() == OverflowPolicy.DISCONNECT, "stream ended by overflow");
			if (reason == CloseReason.COMPLETED && "completed".equals(this.exchange.end)
					&& this.client.overflow() == OverflowPolicy.RESYNC && !hasSnapshot()) {
				this.judge.reach(this.closedAt);
				this.judge.checkDirects(this.closedDirects - 1);
			}
		});
	}

	// What it has yet to read is kept
	private boolean isHealthy() {
		return !this.stalled && this.run.keepsForReaders();
	}

	void stall() {
		this.stalled = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	boolean isLive() {
		return this.run.harness().loops.get(this.loop)
			.streams()
			.all()
			.stream()
			.anyMatch((cursor) -> cursor.stream() == this.stream && cursor.isLive());
	}

	// Whatever the stream has written, its client is to be told of no loss twice
	void checkSettled(boolean all) {
		if (!this.closing && isLive()) {
			this.judge.caughtUp(all ? this.run.head() : horizon());
			if (all) {
				this.judge.checkDirects(this.stamps.size() - 1);
			}
		}
	}

	void resume() {
		this.stream.writable();
	}

	ModelSink sink() {
		return this.sink;
	}

	Set<String> rooms() {
		return this.rooms;
	}

	ModelJudge judge() {
		return this.judge;
	}

	List<ModelMembership> memberships() {
		return this.memberships;
	}

	ModelFilter filter() {
		return this.client.filter();
	}

	boolean hasSnapshot() {
		return this.client.hasSnapshot();
	}

	boolean isCleanResume() {
		return this.cleanResume;
	}

	ModelOpening opening() {
		return Objects.requireNonNull(this.opening);
	}

	boolean isObserved() {
		return this.run.settings().observed();
	}

	long goneAtStart(ModelMembership membership) {
		return this.run.history().goneForNew(membership.room, this.run.head());
	}

	long horizon() {
		return this.run.harness().loops.get(this.loop).horizon();
	}

	long stamp(int number) {
		return this.stamps.get(number);
	}

	String format(long sequence) {
		return this.run.harness().ids.format(sequence);
	}

	// Ids of the log only
	long parse(String id) {
		check(id.startsWith("e-"), "id is not one of the log: " + id);
		return Long.parseLong(id.substring(2), 36);
	}

	private void check(boolean condition, String message) {
		if (!condition) {
			throw new AssertionError(this + ": " + message);
		}
	}

	@Override
	public String toString() {
		return this.client + " with " + this.opening;
	}

}
