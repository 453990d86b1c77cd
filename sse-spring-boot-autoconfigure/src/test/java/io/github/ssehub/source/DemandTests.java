package io.github.ssehub.source;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class DemandTests {

	// Each step is one of a source, a writer and the executor, in any order
	@Property(tries = 2000)
	void shouldNeverAskForMoreThanThePrefetchAndNeverStall(@ForAll @IntRange(min = 1, max = 40) int prefetch,
			@ForAll @Size(max = 500) List<@IntRange(min = 0, max = 3) Integer> steps) {
		Run run = new Run(prefetch);
		for (int step : steps) {
			run.step(step);
			run.check();
		}
		run.drain();
		assertThat(run.requested).isPositive();
	}

	@Property(tries = 200)
	void shouldServeAnyNumberOfElements(@ForAll @IntRange(min = 1, max = 100) int prefetch) {
		Run run = new Run(prefetch);
		for (int i = 0; i < 10_000; i++) {
			assertThat(run.requested).isPositive();
			run.step(0);
			run.check();
			if (run.requested == 0) {
				run.drain();
			}
		}
	}

	private static final class Run {

		private final int prefetch;

		private final Demand demand;

		// Asked for and not received
		private int requested;

		// Received and not written
		private int unwritten;

		// Tasks of the executor
		private int tasks;

		Run(int prefetch) {
			this.prefetch = prefetch;
			this.demand = new Demand(prefetch);
			this.requested = this.demand.first();
		}

		void step(int kind) {
			if (kind == 0 && this.requested > 0) {
				receive(false);
			}
			else if (kind == 1 && this.requested > 0) {
				// The loop is faster than the source
				receive(true);
			}
			else if (kind == 2 && this.unwritten > 0) {
				write();
			}
			else if (kind == 3 && this.tasks > 0) {
				this.tasks--;
				this.requested += this.demand.take();
			}
		}

		private void receive(boolean writtenAtOnce) {
			this.unwritten++;
			if (writtenAtOnce) {
				write();
			}
			this.requested--;
			this.requested += this.demand.received();
		}

		private void write() {
			this.unwritten--;
			if (this.demand.written()) {
				this.tasks++;
			}
		}

		void drain() {
			while (this.unwritten > 0 || this.tasks > 0) {
				step((this.unwritten > 0) ? 2 : 3);
				check();
			}
		}

		void check() {
			assertThat(this.requested + this.unwritten).isLessThanOrEqualTo(this.prefetch);
			if (this.unwritten == 0 && this.tasks == 0) {
				assertThat(this.requested).isPositive();
			}
		}

	}

}
