package io.github.ssehub.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatWebServer;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that go away while the thread of Tomcat that told of the first possible write
 * is still on its way out of the request. A write that fails then is one that Tomcat does
 * not end the request for.
 */
class LeavingThreadTests {

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
				await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(() -> {
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

	private static void slowDown(TomcatWebServer tomcat, CountDownLatch gone) {
		Connector connector = tomcat.getTomcat().getConnector();
		AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
		protocol.setAdapter(new SlowAdapter(protocol.getAdapter(), gone));
	}

	/**
	 * Leaves a request late, after its stream has ended or some time.
	 */
	private record SlowAdapter(Adapter adapter, CountDownLatch gone) implements Adapter {

		@Override
		public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
			boolean result = this.adapter.asyncDispatch(request, response, status);
			if (status == SocketEvent.OPEN_WRITE) {
				this.gone.await(1, TimeUnit.SECONDS);
			}
			return result;
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

}
