package io.github.ssehub.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.async.StandardServletAsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.github.ssehub.source.SourceTimer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PendingStreamTests {

	private static final String VALUE = "go on";

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final FirstSignal first = new FirstSignal();

	private final AtomicInteger abandoned = new AtomicInteger();

	private StandardServletAsyncWebRequest async;

	private PendingStream stream;

	private final SourceTimer timer = new SourceTimer();

	@AfterEach
	void stop() {
		this.timer.destroy();
	}

	private WebAsyncManager start() throws Exception {
		return start(Duration.ofSeconds(5));
	}

	private WebAsyncManager start(Duration patience) throws Exception {
		this.request.setAsyncSupported(true);
		this.async = new StandardServletAsyncWebRequest(this.request, this.response);
		WebAsyncManager manager = WebAsyncUtils.getAsyncManager(this.request);
		manager.setAsyncWebRequest(this.async);
		PendingStream stream = new PendingStream(this.first, patience, Map.of(), SseEmitter::new,
				this.abandoned::incrementAndGet);
		this.stream = stream;
		manager.startDeferredResultProcessing(stream.await(VALUE, this.timer));
		return manager;
	}

	private AsyncEvent event() {
		return new AsyncEvent(new MockAsyncContext(this.request, this.response),
				new IllegalStateException("on purpose"));
	}

	@Test
	void shouldGoOnWithTheFirstSignal() throws Exception {
		WebAsyncManager manager = start();
		assertThat(this.request.getAsyncContext().getTimeout()).isZero();
		assertThat(manager.hasConcurrentResult()).isFalse();
		this.first.test(null);
		assertThat(manager.getConcurrentResult()).isEqualTo(VALUE);
	}

	@Test
	void shouldGoOnWithoutASignal() throws Exception {
		WebAsyncManager manager = start(Duration.ofMillis(20));
		await().until(manager::hasConcurrentResult);
		assertThat(manager.getConcurrentResult()).isEqualTo(VALUE);
		assertThat(this.first.test(new IllegalStateException("on purpose"))).isFalse();
	}

	@Test
	void shouldAbandonWhatTheContainerEnds() throws Exception {
		start();
		this.async.onComplete(event());
		assertThat(this.abandoned).hasValue(1);
	}

	@Test
	void shouldAbandonNothingThatWentOn() throws Exception {
		start();
		this.first.test(null);
		this.stream.open(ResponseEntity.ok().build());
		this.async.onComplete(event());
		assertThat(this.abandoned).hasValue(0);
	}

	@Test
	void shouldNotGoOnOnceTheRequestHasFailed() throws Exception {
		WebAsyncManager manager = start();
		this.async.onError(event());
		this.first.test(null);
		assertThat(manager.getConcurrentResult()).isInstanceOf(IllegalStateException.class);
	}

}
