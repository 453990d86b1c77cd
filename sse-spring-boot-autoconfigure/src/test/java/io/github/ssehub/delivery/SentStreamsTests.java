package io.github.ssehub.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class SentStreamsTests {

	private static final long PAUSE = SentStreams.PAUSE_NANOS;

	private static final StreamOptions OPTIONS = new StreamOptions(null, Duration.ZERO, OverflowPolicy.RESYNC,
			OpeningForm.BLOCK);

	private final StreamCursor cursor = new StreamCursor(new LoopHarness().open("a").stream, OPTIONS, new Mailbox());

	private final SentStreams sent = new SentStreams(0);

	@Test
	void shouldNotPauseAfterTheFirst() {
		this.sent.add(this.cursor);
		assertThat(this.sent.isDue(0)).isTrue();
		assertThat(removeAll(0)).containsExactly(this.cursor);
		assertThat(this.sent.delay(0)).isNotPositive();
		assertThat(this.sent.isDue(0)).as("nothing is left").isFalse();
	}

	@Test
	void shouldPauseWhenTheLoopLooksOften() {
		this.sent.add(this.cursor);
		removeAll(0);
		this.sent.add(this.cursor);
		removeAll(PAUSE);
		this.sent.add(this.cursor);
		assertThat(this.sent.delay(PAUSE)).isEqualTo(PAUSE);
		assertThat(this.sent.isDue(2 * PAUSE - 1)).isFalse();
		assertThat(this.sent.isDue(2 * PAUSE)).isTrue();
	}

	@Test
	void shouldNotPauseWhenTheLoopLooksNowAndThen() {
		this.sent.add(this.cursor);
		removeAll(0);
		this.sent.add(this.cursor);
		removeAll(2 * PAUSE);
		assertThat(this.sent.delay(2 * PAUSE)).isNotPositive();
	}

	@Test
	void shouldNotWakeTheLoopThatComesBackByItself() {
		assertThat(this.sent.add(this.cursor)).isTrue();
		this.sent.setPausing(true);
		assertThat(this.sent.add(this.cursor)).isFalse();
		this.sent.setPausing(false);
		assertThat(this.sent.add(this.cursor)).isTrue();
	}

	private List<StreamCursor> removeAll(long now) {
		List<StreamCursor> removed = new ArrayList<>();
		this.sent.removeAll(removed::add, now);
		return removed;
	}

}
