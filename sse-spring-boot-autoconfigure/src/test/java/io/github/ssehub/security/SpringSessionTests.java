package io.github.ssehub.security;

import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.UuidSessionIdGenerator;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.SerializationUtils;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions in a store, of which the container knows nothing. Some stores tell that a
 * session has ended, others do not.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SpringSessionTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	private static final String TOLD = """
			event: sse-end
			data: {"reason":"unauthorized"}

			""";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY, "sse.heartbeat=0");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@CsvSource({ "logout, true", "logout, false", "login, true", "login, false", "invalidate, true", "expire, true" })
	void shouldEndTheStreamsOfASession(String how, boolean tells) throws Exception {
		Store store = server.bean(Store.class);
		store.tells = tells;
		Login login = Login.as(server.port(), "ann");
		Login other = Login.as(server.port(), "ann");
		try (LogCapture log = new LogCapture();
				SseTestClient client = login.open("/form/stream", EVENT_SOURCE);
				SseTestClient elsewhere = other.open("/form/stream", EVENT_SOURCE)) {
			assertThat(client.readBlock()).contains("sse-open");
			assertThat(elsewhere.readBlock()).contains("sse-open");
			switch (how) {
				case "logout" -> login.logout();
				case "invalidate" -> login.post("/form/expire", "_csrf=" + login.csrf()).close();
				case "expire" -> store.expire(id(login));
				default -> {
					// A new login gives the session another id, which the streams follow
					login.login("ann");
					assertThat(server.hub().connections()).hasSize(2);
					login.logout();
				}
			}
			assertThat(client.readRest()).isEqualTo(TOLD);
			await().untilAsserted(() -> assertThat(server.activeRequests()).isEqualTo(1));
			server.hub().broadcast("room", "hello");
			assertThat(elsewhere.readData()).isEqualTo("hello");
			assertThat(log.messages()).isEmpty();
		}
	}

	// As the cookie has it
	private static String id(Login login) {
		String value = login.cookie().substring(login.cookie().indexOf('=') + 1).trim();
		return new String(Base64.getDecoder().decode(value));
	}

	@EnableSpringHttpSession
	@Import(SecuredApplication.class)
	static class Application {

		@Bean
		Store sessionRepository(ApplicationEventPublisher events) {
			return new Store(events);
		}

		// As Spring Boot does it
		@Bean
		FilterRegistrationBean<SessionRepositoryFilter<?>> registration(SessionRepositoryFilter<?> filter) {
			FilterRegistrationBean<SessionRepositoryFilter<?>> registration = new FilterRegistrationBean<>(filter);
			registration.setDispatcherTypes(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.REQUEST);
			registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
			return registration;
		}

	}

	/**
	 * What is read is never what was written.
	 */
	static final class Store implements SessionRepository<MapSession> {

		private final Map<String, Session> sessions = new ConcurrentHashMap<>();

		private final MapSessionRepository repository = new MapSessionRepository(this.sessions);

		private final ApplicationEventPublisher events;

		volatile boolean tells;

		Store(ApplicationEventPublisher events) {
			this.events = events;
		}

		void expire(String id) {
			MapSession session = findById(id);
			this.repository.deleteById(id);
			this.events.publishEvent(new SessionExpiredEvent(this, session));
		}

		@Override
		public MapSession createSession() {
			return this.repository.createSession();
		}

		// The request of a stream leaves the filter when its client may have sent others:
		// as
		// stores that write what has changed, it does not undo what these have written
		@Override
		public synchronized void save(MapSession session) {
			MapSession before = this.repository.findById(session.getId());
			if (before == null || !before.getLastAccessedTime().isAfter(session.getLastAccessedTime())) {
				this.repository.save(session);
			}
		}

		@Override
		public MapSession findById(String id) {
			MapSession session = this.repository.findById(id);
			if (session == null) {
				return null;
			}
			MapSession copy = SerializationUtils.clone(session);
			copy.setSessionIdGenerator(UuidSessionIdGenerator.getInstance());
			return copy;
		}

		@Override
		public void deleteById(String id) {
			MapSession session = findById(id);
			this.repository.deleteById(id);
			if (session != null && this.tells) {
				this.events.publishEvent(new SessionDeletedEvent(this, session));
			}
		}

	}

}
