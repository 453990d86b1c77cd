package io.github.ssehub.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.TestHub.TestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Streams that come when the hub has been stopped, as requests do that were under way.
 */
class HubLifecycleTests {

	private static final int THREADS = 8;

	private static final int STREAMS = 500;

	private final TestHub test = new TestHub();

	private final HubLifecycle lifecycle = new HubLifecycle(this.test.streams);

	@AfterEach
	void stop() {
		this.test.stop();
	}

	@Test
	void shouldEndLateStreamsAndLeaveNoThread() {
		this.test.open("a");
		this.lifecycle.stop();
		long before = loopThreads();
		TestStream late = this.test.open("a");
		await().untilAsserted(() -> assertThat(late.end).isEqualTo("completed"));
		await().untilAsserted(() -> assertThat(loopThreads()).isLessThanOrEqualTo(before));
		assertThat(this.test.streams.loops().count()).isZero();
	}

	@Test
	void shouldEndLateStreamThatTakesNothing() {
		this.test.open("a");
		this.lifecycle.stop();
		TestStream late = new TestStream(this.test.connect(null));
		late.ready = false;
		late.attach(this.test.streams.open(late.connection, SseSubscription.to("a")));
		await().untilAsserted(() -> assertThat(late.end).isEqualTo("aborted"));
		assertThat(this.test.streams.loops().count()).isZero();
	}

	@Test
	void shouldEndLateStreamsOfManyThreads() throws Exception {
		this.test.open("a");
		this.lifecycle.stop();
		ExecutorService executor = Executors.newFixedThreadPool(THREADS, (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		});
		try {
			List<Future<?>> threads = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				threads.add(executor.submit(() -> {
					for (int j = 0; j < STREAMS; j++) {
						this.test.open(null, SseSubscription.to("room " + j)).connection.close();
					}
				}));
			}
			for (Future<?> thread : threads) {
				thread.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdown();
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> this.test.streams.loops().count() == 0);
		await().untilAsserted(() -> assertThat(this.test.hub.connections()).isEmpty());
	}

	@Test
	void shouldDeliverAfterARestart() {
		this.lifecycle.stop();
		this.lifecycle.start();
		TestStream stream = this.test.open("a");
		this.test.hub.broadcast("a", "again");
		await().until(() -> stream.text().contains("data: again\n"));
	}

	@Test
	void shouldStopAllLoopsThoughInterruptedWhileOneIsBusy() throws Exception {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		blockLoop(threads, release);
		this.test.open(null, SseSubscription.to("b").filter((event) -> threads.add(Thread.currentThread())));
		this.test.hub.broadcast("b", "event");
		await().until(() -> threads.size() == 2);
		Thread stopping = new Thread(() -> assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.test.streams.loops().stop(Duration.ofSeconds(30))));
		stopping.start();
		await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
		stopping.interrupt();
		stopping.join();
		await().until(() -> !threads.get(1).isAlive());
		release.countDown();
		await().until(() -> !threads.get(0).isAlive());
	}

	@Test
	void shouldNotWaitForAFilterThatBlocks() throws Exception {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		TestStream stream = blockLoop(threads, release);
		try {
			Thread stopping = new Thread(this.lifecycle::stop);
			stopping.start();
			stopping.join(Duration.ofSeconds(10).toMillis());
			assertThat(stopping.isAlive()).isFalse();
			assertThat(stream.end).isEqualTo("aborted");
		}
		finally {
			release.countDown();
		}
		await().until(() -> !threads.get(0).isAlive());
		assertThat(stream.end).isEqualTo("aborted");
	}

	@Test
	void shouldNotRunTwoThreadsOnALoopAfterARestart() throws Exception {
		long others = loopThreads();
		List<Thread> threads = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		blockLoop(threads, release);
		this.test.streams.loops().stop(Duration.ofMillis(1));
		this.lifecycle.start();
		List<TestStream> streams = List.of(this.test.open("a"), this.test.open("a"));
		assertThat(streams).as("one of the loops is blocked still").anyMatch((stream) -> stream.text().isEmpty());
		release.countDown();
		await().until(() -> !threads.get(0).isAlive());
		this.test.hub.broadcast("a", "again");
		await().until(() -> streams.stream().allMatch((stream) -> stream.text().contains("data: again\n")));
		assertThat(loopThreads() - others).isEqualTo(2);
	}

	private TestStream blockLoop(List<Thread> threads, CountDownLatch release) throws InterruptedException {
		CountDownLatch blocked = new CountDownLatch(1);
		TestStream stream = this.test.open(null, SseSubscription.to("a").filter((event) -> {
			threads.add(Thread.currentThread());
			blocked.countDown();
			return awaited(release);
		}));
		await().until(() -> !stream.text().isEmpty());
		this.test.hub.broadcast("a", "event");
		blocked.await();
		return stream;
	}

	private static boolean awaited(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return awaited(latch);
		}
	}

	private static long loopThreads() {
		return Thread.getAllStackTraces().keySet().stream().filter((t) -> t.getName().startsWith("sse-loop-")).count();
	}

}
