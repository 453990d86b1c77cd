package io.github.ssehub.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SourceTimerTests {

	private final DelayTimer timer = new SourceTimer();

	private Thread run() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.timer.schedule(() -> thread.complete(Thread.currentThread()), Duration.ofMillis(1));
		return thread.get(10, TimeUnit.SECONDS);
	}

	@Test
	void shouldHaveAThreadOnlyWhileThereAreTasks() throws Exception {
		Future<?> cancelled = this.timer.schedule(() -> {
		}, Duration.ofHours(1));
		Thread thread = run();
		assertThat(thread.isDaemon()).isTrue();
		assertThat(run()).isSameAs(thread);
		cancelled.cancel(false);
		thread.join(10_000);
		assertThat(thread.isAlive()).isFalse();
		assertThat(run()).isNotSameAs(thread);
	}

	@Test
	void shouldTakeADelayOfMoreThanALifetime() {
		for (Duration delay : List.of(Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE))) {
			Future<?> task = this.timer.schedule(() -> {
			}, delay);
			assertThat(task.isDone()).isFalse();
			task.cancel(false);
		}
	}

}
