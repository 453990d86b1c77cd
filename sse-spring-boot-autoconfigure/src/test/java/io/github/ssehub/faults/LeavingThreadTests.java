package io.github.ssehub.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Adapter;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.filter.OncePerRequestFilter;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.with;

/**
 * Clients that go away while the thread of Tomcat that told of the first possible write
 * is still on its way out of the request. A write that fails then is one that Tomcat does
 * not end the request for.
 */
class LeavingThreadTests {

	private static final String LARGE = "x".repeat(200_000);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldEndTheRequest(boolean reset) throws Exception {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, FaultApplication.class)) {
			try (LogCapture log = new LogCapture()) {
				CountDownLatch gone = new CountDownLatch(1);
				slowDown((TomcatWebServer) server.webServer(), gone);
				try (SseTestClient client = server.open("/rooms/a")) {
					client.readBlock();
					client.socket().setSoLinger(reset, 0);
				}
				with().pollInterval(Duration.ofMillis(20)).await().atMost(Duration.ofSeconds(20)).until(() -> {
					server.hub().broadcast("a", "who is there");
					if (server.hub().connections().isEmpty()) {
						gone.countDown();
					}
					return gone.getCount() == 0 && server.activeRequests() == 0;
				});
				assertThat(log.messages()).isEmpty();
			}
		}
	}

	// It looks for errors after a write has failed and before the stream has ended
	@Test
	void shouldEndTheRequestWithAWriteThatFailsMeanwhile() throws Exception {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, SlowApplication.class);
				LogCapture log = new LogCapture()) {
			SlowFailures failures = server.bean(SlowFailures.class);
			replaceAdapter((TomcatWebServer) server.webServer(), (adapter) -> new LateCheckAdapter(adapter, failures));
			try (Socket client = SseTestClient.openStalled(server.port(), "/rooms/a")) {
				with().await().until(() -> server.hub().connections().size() == 1);
				for (int i = 0; i < 100; i++) {
					server.hub().broadcast("a", LARGE);
				}
				with().await().until(() -> client.getInputStream().available() > 0);
				// Until there is room for the next write, in which Tomcat calls back
				while (failures.called.getCount() > 0) {
					client.getInputStream().read(new byte[8192]);
				}
				client.setSoLinger(true, 0);
			}
			failures.clientIsGone.countDown();
			with().pollInterval(Duration.ofMillis(20)).await().atMost(Duration.ofSeconds(20)).until(() -> {
				server.hub().broadcast("a", "who is there");
				return server.hub().connections().isEmpty() && server.activeRequests() == 0;
			});
			// Tomcat uses the same objects again
			try (SseTestClient client = server.open("/rooms/a")) {
				client.readBlock();
				server.hub().broadcast("a", "hello");
				assertThat(client.readData()).isEqualTo("hello");
			}
			assertThat(log.messages()).isEmpty();
		}
	}

	private static void slowDown(TomcatWebServer tomcat, CountDownLatch gone) {
		replaceAdapter(tomcat, (adapter) -> new SlowAdapter(adapter, gone));
	}

	private static void replaceAdapter(TomcatWebServer tomcat, UnaryOperator<Adapter> replacement) {
		ProtocolHandler protocol = tomcat.getTomcat().getConnector().getProtocolHandler();
		protocol.setAdapter(replacement.apply(protocol.getAdapter()));
	}

	private static void await(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Leaves a request late, after its stream has ended or some time.
	 */
	private static final class SlowAdapter extends DelegatingAdapter {

		private final CountDownLatch gone;

		SlowAdapter(Adapter adapter, CountDownLatch gone) {
			super(adapter);
			this.gone = gone;
		}

		@Override
		public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
			boolean result = super.asyncDispatch(request, response, status);
			if (status == SocketEvent.OPEN_WRITE) {
				await(this.gone, 1000);
			}
			return result;
		}

	}

	/**
	 * Tells of a possible write when the client is gone, and then looks for errors when
	 * the write has failed, or after some time.
	 */
	private static final class LateCheckAdapter extends DelegatingAdapter {

		private final SlowFailures failures;

		private final AtomicBoolean first = new AtomicBoolean(true);

		LateCheckAdapter(Adapter adapter, SlowFailures failures) {
			super(adapter);
			this.failures = failures;
		}

		@Override
		public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
			// The first one comes before the stream has an output
			if (status != SocketEvent.OPEN_WRITE || this.first.compareAndSet(true, false)) {
				return super.asyncDispatch(request, response, status);
			}
			this.failures.called.countDown();
			await(this.failures.clientIsGone, 10_000);
			ActionHook hook = (ActionHook) ReflectionTestUtils.getField(response, "hook");
			Thread thread = Thread.currentThread();
			ActionHook late = (action, parameter) -> {
				if (action == ActionCode.IS_ERROR && Thread.currentThread() == thread) {
					await(this.failures.writeHasFailed, 500);
				}
				hook.action(action, parameter);
			};
			ReflectionTestUtils.setField(response, "hook", late);
			try {
				return super.asyncDispatch(request, response, status);
			}
			finally {
				ReflectionTestUtils.setField(response, "hook", hook);
			}
		}

	}

	private static class DelegatingAdapter implements Adapter {

		private final Adapter adapter;

		DelegatingAdapter(Adapter adapter) {
			this.adapter = adapter;
		}

		@Override
		public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
			return this.adapter.asyncDispatch(request, response, status);
		}

		@Override
		public void service(Request request, Response response) throws Exception {
			this.adapter.service(request, response);
		}

		@Override
		public boolean prepare(Request request, Response response) throws Exception {
			return this.adapter.prepare(request, response);
		}

		@Override
		public void log(Request request, Response response, long time) {
			this.adapter.log(request, response, time);
		}

		@Override
		public void checkRecycled(Request request, Response response) {
			this.adapter.checkRecycled(request, response);
		}

		@Override
		public String getDomain() {
			return this.adapter.getDomain();
		}

	}

	@Import({ FaultApplication.class, SlowFailures.class })
	static class SlowApplication {

	}

	/**
	 * Passes on a failed write after a while.
	 */
	static final class SlowFailures extends OncePerRequestFilter {

		final CountDownLatch called = new CountDownLatch(1);

		final CountDownLatch clientIsGone = new CountDownLatch(1);

		final CountDownLatch writeHasFailed = new CountDownLatch(1);

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			chain.doFilter(request, new HttpServletResponseWrapper(response) {

				@Override
				public ServletOutputStream getOutputStream() throws IOException {
					return new SlowStream(super.getOutputStream(), SlowFailures.this);
				}

			});
		}

	}

	private static final class SlowStream extends ServletOutputStream {

		private final ServletOutputStream out;

		private final SlowFailures failures;

		SlowStream(ServletOutputStream out, SlowFailures failures) {
			this.out = out;
			this.failures = failures;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.out.setWriteListener(listener);
		}

		@Override
		public boolean isReady() {
			return this.out.isReady();
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void flush() throws IOException {
			try {
				this.out.flush();
			}
			catch (IOException ex) {
				this.failures.writeHasFailed.countDown();
				await(new CountDownLatch(1), 200);
				throw ex;
			}
		}

	}

}
