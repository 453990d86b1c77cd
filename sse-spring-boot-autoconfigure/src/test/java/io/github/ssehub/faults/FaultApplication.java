package io.github.ssehub.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.RecordingListener;

/**
 * Streams, some of which have a method, a filter or a listener that blocks until it is
 * released.
 */
@RestController
@Import(RecordingListener.class)
class FaultApplication implements SseHubListener {

	static final String BLOCKING_FILTER = "/blocking-filter/";

	static final String BLOCKING_LISTENER = "/blocking-listener/";

	static final String BLOCKING_METHOD = "/blocking-method/";

	final AtomicInteger blockedMethods = new AtomicInteger();

	private final CountDownLatch released = new CountDownLatch(1);

	@SseEndpoint("/rooms/{room}")
	String room(@PathVariable String room) {
		return room;
	}

	@SseEndpoint(BLOCKING_FILTER + "{room}")
	SseSubscription withFilter(@PathVariable String room) {
		return SseSubscription.to(room).filter((event) -> awaitRelease());
	}

	@SseEndpoint(BLOCKING_LISTENER + "{room}")
	String withListener(@PathVariable String room) {
		return room;
	}

	@SseEndpoint(BLOCKING_METHOD + "{room}")
	String withMethod(@PathVariable String room) {
		this.blockedMethods.incrementAndGet();
		awaitRelease();
		return room;
	}

	@Override
	public void opened(SseConnection connection) {
		if (connection.path().startsWith(BLOCKING_LISTENER)) {
			awaitRelease();
		}
	}

	private boolean awaitRelease() {
		try {
			this.released.await();
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	void release() {
		this.released.countDown();
	}

}
