package io.github.ssehub.web;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEvent;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubSessions;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StreamGuardsTests {

	@Test
	void shouldFollowASessionThatGetsAnotherIdMeanwhile() {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, StreamGuardsTests.class)) {
			HubSessions sessions = server.bean(HubSessions.class);
			MockHttpServletRequest request = new MockHttpServletRequest();
			StreamRequest stream = stream(server, request);
			HubConnection connection = stream.connection();
			request.setSession(new MockHttpSession(null, "old") {

				@Override
				public String getId() {
					String id = super.getId();
					if ("old".equals(id)) {
						changeSessionId();
						sessions.changed("old", super.getId());
					}
					return id;
				}

			});
			new StreamGuards(sessions, List::of).opening(request, stream);
			assertThat(connection.send(SseEvent.of("before"))).isTrue();
			sessions.end(request.getSession().getId());
			assertThat(connection.send(SseEvent.of("after"))).isFalse();
			connection.abandon();
		}
	}

	@Test
	void shouldAskGuardsOnceForARequest() {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, StreamGuardsTests.class)) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			StreamRequest stream = stream(server, request);
			AtomicInteger guarded = new AtomicInteger();
			StreamGuards guards = new StreamGuards(server.bean(HubSessions.class),
					() -> List.of((connection) -> guarded.incrementAndGet()));
			guards.opening(request, stream);
			guards.opening(request, stream);
			assertThat(guarded).hasValue(1);
			stream.connection().close(CloseReason.UNAUTHORIZED);
			assertThatExceptionOfType(SseConnectionRefusedException.class)
				.isThrownBy(() -> guards.opening(request, stream));
			stream.connection().abandon();
		}
	}

	private static StreamRequest stream(TestServer server, MockHttpServletRequest request) {
		return StreamRequest.of(request, server.bean(HubStreams.class), new LastEventIds(List.of()));
	}

}
