package io.github.ssehub.delivery;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;

/**
 * One thing that happens in a run of the model.
 */
interface ModelAction {

	void perform(ModelRun run);

	record Publish(Set<String> rooms, int padding, @Nullable String key, int attribute,
			@Nullable String ownId) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.publish(this.rooms, this.padding, this.key, this.attribute, this.ownId);
		}

	}

	record Burst(Publish publish, int count) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			for (int i = 0; i < this.count; i++) {
				this.publish.perform(run);
			}
		}

	}

	// As another thread does while the loop is at work
	record WithNextWrite(int client, ModelAction action) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).stream().sink().withNextWrite(() -> {
				run.history().disturbed();
				this.action.perform(run);
			});
		}

	}

	record Send(int client, int padding) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).stream().send(this.padding);
		}

	}

	record Turn(int loop) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.turn(this.loop);
		}

	}

	record Cut(int client, int percent, int loop, @Nullable Publish beforeSnapshot) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).cut(this.percent, this.loop, () -> {
				if (this.beforeSnapshot != null) {
					this.beforeSnapshot.perform(run);
				}
			});
		}

	}

	record GoAway(int client, int percent) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).goAway(this.percent);
		}

	}

	record Allow(int client, int writes) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).allow(this.writes);
		}

	}

	record Release(int client) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).release();
		}

	}

	record FlushTakesTime(int client) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).flushTakesTime();
		}

	}

	record Advance(int millis) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.advance(this.millis);
		}

	}

	record WithinTurn(int loop, List<ModelAction> actions) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.withinTurn(this.loop, this.actions);
		}

	}

	record Join(int client, String room) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).join(this.room);
		}

	}

	record Leave(int client, String room) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).leave(this.room);
		}

	}

	record CloseRoom(String room) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.closeRoom(this.room);
		}

	}

	record End(int client, CloseReason reason) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.client(this.client).stream().close(this.reason);
		}

	}

	record Lose(int leap) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.lose(this.leap);
		}

	}

	record Hole(int length) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.hole(this.length);
		}

	}

	record ComeOutOfHole(int client, int part, int loop) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.comeOutOfHole(this.client, this.part, this.loop);
		}

	}

	record Come(int client, @Nullable String id, int loop) implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.come(this.client, this.id, this.loop);
		}

	}

	record Settle() implements ModelAction {

		@Override
		public void perform(ModelRun run) {
			run.drain();
		}

	}

}
