package io.github.ssehub.security;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams are requests as any other to the protection against forged ones, and touch
 * neither its tokens nor the session that has them.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class CsrfTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_SECURITY);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldRefuseAPostWithoutToken() throws IOException {
		Login login = Login.as(server.port(), "ann");
		try (SseTestClient client = login.post("/form/post", "a=b")) {
			assertThat(client.status()).isEqualTo(403);
			assertThat(server.hub().connections()).isEmpty();
		}
	}

	@Test
	void shouldStreamToAPostWithToken() throws IOException {
		Login login = Login.as(server.port(), "ann");
		try (SseTestClient client = login.post("/form/post", "_csrf=" + login.csrf())) {
			assertThat(client.status()).isEqualTo(200);
			assertThat(client.readBlock()).contains("sse-open");
		}
	}

	@Test
	void shouldKeepTheTokenOfTheSession() throws IOException {
		Login login = Login.as(server.port(), "ann");
		String cookie = login.cookie();
		String csrf = login.csrf();
		try (SseTestClient client = login.open("/form/stream", "Accept: text/event-stream")) {
			assertThat(client.readBlock()).contains("sse-open");
			assertThat(client.header("Set-Cookie")).isNull();
			server.hub().connections().forEach(SseConnection::close);
			client.readRest();
		}
		try (SseTestClient client = login.post("/form/change", "_csrf=" + csrf)) {
			assertThat(client.status()).isEqualTo(200);
		}
		assertThat(login.cookie()).isEqualTo(cookie);
	}

	@Test
	void shouldMakeNoSession() throws IOException {
		int before = server.bean(Application.class).created.get();
		try (SseTestClient client = server.open("/open/stream", "Accept: text/event-stream")) {
			assertThat(client.readBlock()).contains("sse-open");
			assertThat(client.header("Set-Cookie")).isNull();
			server.hub().connections().forEach(SseConnection::close);
			client.readRest();
		}
		assertThat(server.bean(Application.class).created).hasValue(before);
	}

	@RestController
	@Import(SecuredApplication.class)
	static class Application implements HttpSessionListener {

		final AtomicInteger created = new AtomicInteger();

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			this.created.incrementAndGet();
		}

		@SseEndpoint(path = "/open/stream", rooms = "room")
		void stream() {
		}

		@Bean
		@Order(0)
		SecurityFilterChain openChain(HttpSecurity http) {
			return http.securityMatcher("/open/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

}
