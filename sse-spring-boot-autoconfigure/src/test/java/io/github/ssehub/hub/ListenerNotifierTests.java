package io.github.ssehub.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.ssehub.SseHubListener;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ListenerNotifierTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();

	private final SseHubListener listener = new SseHubListener() {
	};

	private final ListenerNotifier.Calls connection = new ListenerNotifier.Calls();

	@Test
	void shouldCallListenersInOrderThenPublishEvent() throws InterruptedException {
		SseHubListener second = new SseHubListener() {
		};
		ListenerNotifier notifier = notifier(this.listener, second);
		notifier.notify(this.connection, this.calls::add, "event");
		assertThat(List.of(take(), take(), take())).containsExactly(this.listener, second, "event");
	}

	@Test
	void shouldNotPublishWithoutEvent() throws InterruptedException {
		ListenerNotifier notifier = notifier(this.listener);
		notifier.notify(this.connection, this.calls::add, null);
		notifier.notify(this.connection, this.calls::add, "event");
		assertThat(List.of(take(), take(), take())).containsExactly(this.listener, this.listener, "event");
	}

	@Test
	void shouldCallOneAfterTheOtherForOneConnection() throws InterruptedException {
		ListenerNotifier notifier = notifier(this.listener);
		AtomicInteger active = new AtomicInteger();
		List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
		numbers.forEach((number) -> notifier.notify(this.connection, (listener) -> {
			this.calls.add(active.incrementAndGet());
			this.calls.add(number);
			active.decrementAndGet();
		}, null));
		for (int number : numbers) {
			assertThat(take()).isEqualTo(1);
			assertThat(take()).isEqualTo(number);
		}
	}

	@Test
	void shouldNotLetBlockingListenerHoldUpOtherConnections() throws InterruptedException {
		ListenerNotifier notifier = notifier(this.listener);
		CountDownLatch latch = new CountDownLatch(1);
		notifier.execute(this.connection, () -> {
			await(latch);
			this.calls.add("blocked");
		});
		notifier.execute(this.connection, () -> this.calls.add("later"));
		notifier.execute(new ListenerNotifier.Calls(), () -> this.calls.add("other"));
		assertThat(take()).isEqualTo("other");
		latch.countDown();
		assertThat(List.of(take(), take())).containsExactly("blocked", "later");
	}

	@Test
	void shouldNotBlockCaller() throws InterruptedException {
		ListenerNotifier notifier = notifier(this.listener);
		CountDownLatch latch = new CountDownLatch(1);
		for (int i = 0; i < 100; i++) {
			notifier.execute(new ListenerNotifier.Calls(), () -> await(latch));
		}
		notifier.execute(new ListenerNotifier.Calls(), () -> this.calls.add("last"));
		assertThat(this.calls).isEmpty();
		latch.countDown();
		assertThat(take()).isEqualTo("last");
	}

	@Test
	void shouldLogFailureAndCallOthers(CapturedOutput output) throws InterruptedException {
		SseHubListener second = new SseHubListener() {
		};
		ListenerNotifier notifier = notifier(this.listener, second);
		notifier.notify(this.connection, (listener) -> {
			if (listener == this.listener) {
				throw new IllegalStateException("on purpose");
			}
			this.calls.add(listener);
		}, "event");
		notifier.execute(this.connection, () -> {
			throw new AssertionError("also on purpose");
		});
		notifier.execute(this.connection, () -> this.calls.add("later"));
		assertThat(List.of(take(), take(), take())).containsExactly(second, "event", "later");
		assertThat(output).contains("IllegalStateException: on purpose").contains("AssertionError: also on purpose");
	}

	@Test
	void shouldGoOnWhenListenersCannotBeSupplied(CapturedOutput output) throws InterruptedException {
		ListenerNotifier notifier = new ListenerNotifier(() -> {
			throw new IllegalStateException("no listeners");
		}, this.calls::add);
		notifier.notify(this.connection, this.calls::add, null);
		notifier.execute(this.connection, () -> this.calls.add("later"));
		assertThat(take()).isEqualTo("later");
		assertThat(output).contains("no listeners");
	}

	@Test
	void shouldTellQuiescence() throws InterruptedException {
		ListenerNotifier notifier = notifier(this.listener);
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch latch = new CountDownLatch(1);
		notifier.execute(this.connection, () -> {
			started.countDown();
			await(latch);
		});
		await(started);
		assertThat(notifier.awaitQuiescence(Duration.ZERO)).isFalse();
		latch.countDown();
		assertThat(notifier.awaitQuiescence(TIMEOUT)).isTrue();
	}

	private ListenerNotifier notifier(SseHubListener... listeners) {
		return new ListenerNotifier(() -> List.of(listeners), this.calls::add);
	}

	private Object take() throws InterruptedException {
		Object call = this.calls.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		assertThat(call).isNotNull();
		return call;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
