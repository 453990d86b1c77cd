package io.github.ssehub.security;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.web.SecurityFilterChain;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user may be logged in once. A login elsewhere takes the place of the one before.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class ConcurrentSessionTests {

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

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

	@Test
	void shouldEndTheStreamsOfALoginThatIsExpiredByAnother() throws IOException {
		Login first = Login.as(server.port(), "ann");
		Login bob = Login.as(server.port(), "bob");
		try (LogCapture log = new LogCapture();
				SseTestClient client = first.open("/form/stream", EVENT_SOURCE);
				SseTestClient elsewhere = bob.open("/form/stream", EVENT_SOURCE)) {
			assertThat(client.readBlock()).contains("sse-open");
			Login second = Login.as(server.port(), "ann");
			assertThat(client.readRest()).isEqualTo("event: sse-end\ndata: {\"reason\":\"unauthorized\"}\n\n");
			try (SseTestClient another = second.open("/form/stream", EVENT_SOURCE);
					SseTestClient back = first.open("/form/stream", EVENT_SOURCE)) {
				assertThat(another.readBlock()).contains("sse-open");
				assertThat(back.status()).isEqualTo(401);
				// The session is ended by that request, which ends no stream of others
				assertThat(server.hub().connections()).hasSize(2);
			}
			assertThat(log.messages()).isEmpty();
		}
		server.closeStreams();
	}

	@Import(SecuredApplication.class)
	static class Application {

		@Bean
		SessionRegistry sessionRegistry() {
			return new SessionRegistryImpl();
		}

		@Bean
		@Order(5)
		SecurityFilterChain onceChain(HttpSecurity http) {
			return http.securityMatcher("/form/**", "/login")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1).expiredUrl("/login"))
				.build();
		}

	}

}
