package io.github.ssehub.security;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests for streams of nobody: a client that awaits a stream can do nothing with a
 * login page.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class UnauthenticatedTests {

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, SecuredApplication.class, TestServer.WITH_SECURITY);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/form/stream, text/event-stream", "/form/emitter, text/event-stream", "/form/none, text/event-stream",
			"/form/stream, */*", "/form/stream, 'text/event-stream, */*'", "/own/stream, text/event-stream" })
	void shouldAnswerARequestForAStreamWithAStatus(String path, String accept) throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open(path, "Accept: " + accept)) {
			assertThat(client.status()).isEqualTo(401);
			assertThat(client.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(client.header("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(client.readRest()).contains("\"title\":\"Unauthorized\"", "\"status\":401");
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void shouldMakeNoSessionForAnEventSource() throws IOException {
		try (SseTestClient client = server.open("/form/stream", "Accept: text/event-stream")) {
			assertThat(client.header("Set-Cookie")).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "/form/page, */*", "/form/page, text/html",
			"/form/stream, 'text/html,application/xhtml+xml,*/*;q=0.8'", "/form/page, application/json" })
	void shouldSendOthersToTheLoginPage(String path, String accept) throws IOException {
		try (SseTestClient client = server.open(path, "Accept: " + accept)) {
			assertThat(client.status()).isEqualTo(302);
			assertThat(client.header("Location")).endsWith("/login");
		}
	}

	@Test
	void shouldLeaveBearerTokensAlone() throws IOException {
		for (String header : new String[] { "X-None: 1", "Authorization: Bearer wrong" }) {
			try (SseTestClient client = server.open("/jwt/stream", "Accept: text/event-stream", header)) {
				assertThat(client.status()).isEqualTo(401);
				assertThat(client.header("WWW-Authenticate")).startsWith("Bearer");
			}
		}
	}

	// Both of them save a request that they do not let through
	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "*/*" })
	void shouldComeBackToThePageAfterALogin(String accept) throws IOException {
		Login login = Login.of(server.port());
		try (SseTestClient page = login.open("/own/page", "Accept: text/html")) {
			assertThat(page.status()).isEqualTo(302);
		}
		try (SseTestClient stream = login.open("/form/stream", "Accept: " + accept)) {
			assertThat(stream.status()).isEqualTo(401);
		}
		assertThat(login.login("ann")).doesNotContain("stream");
	}

	@Test
	void shouldLetTheApplicationRedirect() throws IOException {
		try (SseTestClient client = Login.as(server.port(), "ann")
			.open("/form/redirect", "Accept: text/event-stream")) {
			assertThat(client.status()).isEqualTo(302);
			assertThat(client.header("Location")).endsWith("/elsewhere");
		}
	}

	@Test
	void shouldFollowToHttps() throws IOException {
		try (SseTestClient client = server.open("/https/stream", "Accept: text/event-stream")) {
			assertThat(client.status()).isEqualTo(302);
			assertThat(client.header("Location")).startsWith("https:").endsWith("/https/stream");
		}
	}

}
