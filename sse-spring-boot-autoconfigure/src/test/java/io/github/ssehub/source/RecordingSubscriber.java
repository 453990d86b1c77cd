package io.github.ssehub.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Records the signals of a source, and whether they came one at a time.
 */
class RecordingSubscriber implements Subscriber<Object> {

	private final AtomicBoolean busy = new AtomicBoolean();

	private final List<Object> signals = new ArrayList<>();

	private boolean overlapped;

	Subscription subscription;

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
	}

	@Override
	public void onNext(Object element) {
		record(element);
	}

	@Override
	public void onError(Throwable ex) {
		record(ex);
	}

	@Override
	public void onComplete() {
		record("complete");
	}

	private void record(Object signal) {
		boolean free = this.busy.compareAndSet(false, true);
		synchronized (this) {
			this.overlapped |= !free;
			this.signals.add(signal);
		}
		this.busy.set(false);
	}

	synchronized List<Object> signals() {
		assertThat(this.overlapped).isFalse();
		return new ArrayList<>(this.signals);
	}

	void awaitSignals(int count) {
		await().pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(10))
			.until(() -> signals().size() >= count);
	}

}
