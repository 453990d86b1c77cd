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

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseConnectionClosedEvent;
import io.github.ssehub.SseConnectionOpenedEvent;
import io.github.ssehub.SseHubListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class ListenerNotifierTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();

	private final SseHubListener listener = new SseHubListener() {
	};

	private final ListenerNotifier.Calls connection = new ListenerNotifier.Calls();

	@Test
	void shouldCallListenersInOrderThenPublishEvent() throws InterruptedException {
		SseConnection opened = mock(SseConnection.class);
		SseHubListener first = new RecordingListener("first");
		SseHubListener second = new RecordingListener("second");
		ListenerNotifier notifier = notifier(first, second);
		notifier.opened(opened, this.connection);
		assertThat(List.of(take(), take())).containsExactly("first opened", "second opened");
		assertThat(take()).isInstanceOf(SseConnectionOpenedEvent.class);
		notifier.closed(opened, CloseReason.COMPLETED, this.connection);
		assertThat(List.of(take(), take())).containsExactly("first closed", "second closed");
		assertThat(take()).isInstanceOf(SseConnectionClosedEvent.class);
	}

	@Test
	void shouldQueueNothingWithoutListeners() {
		ListenerNotifier notifier = notifier();
		blockThreads(notifier);
		for (int i = 0; i < 1000; i++) {
			notifier.notify(this.connection, this.calls::add);
		}
		assertThat(notifier.pending()).isLessThan(10);
	}

	@Test
	void shouldNotQueueWithoutBoundForListenersThatDoNotKeepUp(CapturedOutput output) throws InterruptedException {
		ListenerNotifier notifier = notifier(new RecordingListener("slow"));
		CountDownLatch release = blockThreads(notifier);
		SseConnection heard = mock(SseConnection.class);
		notifier.opened(heard, this.connection);
		for (int i = 0; i < 2 * ListenerNotifier.MAX_PENDING; i++) {
			notifier.notify(this.connection, (listener) -> {
			});
		}
		ListenerNotifier.Calls unheard = new ListenerNotifier.Calls();
		notifier.opened(mock(SseConnection.class), unheard);
		notifier.notify(unheard, (listener) -> this.calls.add("unheard"));
		notifier.closed(mock(SseConnection.class), CloseReason.COMPLETED, unheard);
		notifier.closed(heard, CloseReason.COMPLETED, this.connection);
		assertThat(notifier.pending()).isLessThan(ListenerNotifier.MAX_PENDING + 10);
		release.countDown();
		assertThat(take()).isEqualTo("slow opened");
		assertThat(take()).isInstanceOf(SseConnectionOpenedEvent.class);
		assertThat(take()).as("closed whenever it was opened").isEqualTo("slow closed");
		assertThat(take()).isInstanceOf(SseConnectionClosedEvent.class);
		assertThat(this.calls).isEmpty();
		assertThat(output).containsOnlyOnce("do not keep up");
	}

	@Test
	void shouldKnowNothingOfTheThreadThatCalls() throws InterruptedException {
		InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
		user.set("ann");
		ListenerNotifier notifier = notifier(this.listener);
		notifier.execute(this.connection, () -> this.calls.add(String.valueOf(user.get())));
		assertThat(take()).isEqualTo("null");
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
		}));
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
		});
		notifier.execute(this.connection, () -> {
			throw new AssertionError("also on purpose");
		});
		notifier.execute(this.connection, () -> this.calls.add("later"));
		assertThat(List.of(take(), take())).containsExactly(second, "later");
		assertThat(output).contains("IllegalStateException: on purpose").contains("AssertionError: also on purpose");
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
		ListenerNotifier notifier = new ListenerNotifier(() -> List.of(listeners), this.calls::add);
		notifier.prepare();
		return notifier;
	}

	private static CountDownLatch blockThreads(ListenerNotifier notifier) {
		CountDownLatch release = new CountDownLatch(1);
		for (int i = 0; i < 4; i++) {
			notifier.execute(new ListenerNotifier.Calls(), () -> await(release));
		}
		return release;
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

	private final class RecordingListener implements SseHubListener {

		private final String name;

		RecordingListener(String name) {
			this.name = name;
		}

		@Override
		public void opened(SseConnection connection) {
			ListenerNotifierTests.this.calls.add(this.name + " opened");
		}

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			ListenerNotifierTests.this.calls.add(this.name + " closed");
		}

	}

}
