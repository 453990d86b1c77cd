package io.github.ssehub.sample;

import java.time.Duration;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RestartTests {

	@ParameterizedTest
	@EnumSource
	void shouldStartOverWithNewServer(BrowserKind kind) throws Exception {
		try (Browser browser = Browser.start(kind)) {
			int port;
			try (ServletWebServerApplicationContext first = start(0)) {
				port = first.getWebServer().getPort();
				TestHttp http = new TestHttp(port);
				browser.driver().get(http.uri("/#restart").toString());
				eventually(() -> assertThat(browser.text("#state")).isEqualTo("Open"));
				http.post("restart", "before");
				eventually(() -> assertThat(browser.texts(".plain code")).containsExactly("before"));
			}
			eventually(() -> assertThat(browser.text(".notice.warning"))
				.startsWith("Connection lost, reconnecting… last event id "));
			try (ServletWebServerApplicationContext second = start(port)) {
				TestHttp http = new TestHttp(port);
				http.post("restart", "missed");
				http.post("restart", "missed too");
				eventually(() -> assertThat(browser.text(".notice.warning")).startsWith("Back after ")
					.contains("The server has been started anew. Some messages may be missing"));
				eventually(() -> assertThat(browser.texts(".plain code")).containsExactly("missed", "missed too"));
				http.post("restart", "after");
				eventually(() -> assertThat(browser.texts(".plain code")).containsExactly("missed", "missed too",
						"after"));
				SseHub hub = second.getBean(SseHub.class);
				eventually(() -> assertThat(hub.connections("restart")).hasSize(1));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldComeBackThroughProxyThatAnswersMeanwhile(BrowserKind kind) throws Exception {
		int port = TestHttp.freePort();
		try (Browser browser = Browser.start(kind); Processes processes = new Processes()) {
			TestHttp proxy = new TestHttp(ProxyKind.NGINX.start(processes, port));
			StreamClient client;
			try (ServletWebServerApplicationContext first = start(port)) {
				client = BrowserClient.connect(browser, proxy.uri("/rooms/restart"), "");
				eventually(() -> assertThat(client.opened()).isEqualTo(1));
				new TestHttp(port).post("restart", "before");
				eventually(() -> assertThat(client.received()).containsExactly("message before"));
			}
			// By the proxy, so long as there is no application
			eventually(() -> assertThat(client.opened()).isGreaterThanOrEqualTo(3));
			try (ServletWebServerApplicationContext second = start(port)) {
				SseHub hub = second.getBean(SseHub.class);
				eventually(() -> assertThat(hub.connections("restart")).hasSize(1));
				new TestHttp(port).post("restart", "after");
				eventually(() -> assertThat(client.received()).startsWith("message before").endsWith("message after"));
			}
		}
	}

	private ServletWebServerApplicationContext start(int port) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		return (ServletWebServerApplicationContext) application.run("--server.port=" + port);
	}

	private void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(assertion);
	}

}
