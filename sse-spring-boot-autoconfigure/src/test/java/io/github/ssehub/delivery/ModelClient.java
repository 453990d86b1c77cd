package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.delivery.ModelSink.Mark;

/**
 * A client of the model, which comes back whenever it is cut off.
 */
final class ModelClient {

	private final ModelRun run;

	private final int index;

	private final Set<String> rooms = new LinkedHashSet<>();

	private final ModelFilter filter;

	private final OverflowPolicy overflow;

	private final boolean snapshots;

	private final boolean browser;

	private final Duration heartbeat;

	private final OpeningForm form;

	// Mutable state
	private @Nullable String lastId;

	private int snapshot;

	private ModelStream stream;

	private boolean away;

	ModelClient(ModelRun run, int index, Random random) {
		this.run = run;
		this.index = index;
		this.rooms.add(ModelRun.ROOMS.get(index));
		if (random.nextInt(3) > 0) {
			this.rooms.add(ModelRun.ROOMS.get(random.nextInt(3)));
		}
		ModelFilter[] filters = ModelFilter.values();
		this.filter = (random.nextInt(2) == 0) ? filters[random.nextInt(filters.length)] : ModelFilter.NONE;
		this.overflow = (random.nextInt(4) == 0) ? OverflowPolicy.DISCONNECT : OverflowPolicy.RESYNC;
		this.snapshots = random.nextInt(4) == 0;
		this.browser = random.nextBoolean();
		this.heartbeat = random.nextBoolean() ? Duration.ofSeconds(2) : Duration.ZERO;
		this.form = random.nextBoolean() ? OpeningForm.BLOCK : OpeningForm.EVENT;
		this.stream = new ModelStream(run, this, 0);
	}

	void connect(int loop, Runnable beforeSnapshot) {
		this.away = false;
		this.stream = new ModelStream(this.run, this, loop);
		this.run.streams().add(this.stream);
		this.stream.open(this.lastId, this.snapshot, beforeSnapshot);
	}

	void cut(int percent, int loop, Runnable beforeSnapshot) {
		if (!this.away) {
			goAway(percent);
		}
		connect(loop, beforeSnapshot);
	}

	// The client has got a part of what was written, down to the byte
	void goAway(int percent) {
		this.away = true;
		if (percent == 100) {
			this.stream.checkSettled(false);
		}
		Mark mark = this.stream.sink().markAt((int) ((long) this.stream.sink().count() * percent / 100));
		if (mark != null) {
			this.lastId = mark.id();
			this.snapshot = Math.max(this.snapshot, mark.snapshot());
		}
		this.stream.gone();
	}

	boolean isAway() {
		return this.away || this.stream.isClosed();
	}

	@Nullable String lastId() {
		return this.lastId;
	}

	void setLastId(@Nullable String id) {
		this.lastId = id;
	}

	void join(String room) {
		this.rooms.add(room);
		this.stream.join(room);
	}

	void leave(String room) {
		this.rooms.remove(room);
		this.stream.leave(room);
	}

	// The sink takes so many writes more, whether it takes any now or not
	void allow(int writes) {
		FakeSink sink = this.stream.sink().sink();
		this.stream.stall();
		if (sink.isOpen()) {
			sink.limit(writes);
		}
		else if (sink.release(writes)) {
			this.stream.resume();
		}
	}

	void flushTakesTime() {
		this.stream.stall();
		this.stream.sink().sink().flushTakesTime();
	}

	void release() {
		if (this.stream.sink().sink().release()) {
			this.stream.resume();
		}
	}

	ModelStream stream() {
		return this.stream;
	}

	Set<String> rooms() {
		return this.rooms;
	}

	ModelFilter filter() {
		return this.filter;
	}

	OverflowPolicy overflow() {
		return this.overflow;
	}

	boolean hasSnapshot() {
		return this.snapshots;
	}

	boolean isBrowser() {
		return this.browser;
	}

	Duration heartbeat() {
		return this.heartbeat;
	}

	OpeningForm form() {
		return this.form;
	}

	@Override
	public String toString() {
		return "Client " + this.index + " in " + this.rooms + " (" + this.filter + ", " + this.overflow
				+ (this.snapshots ? ", snapshots" : "") + ")";
	}

}
