package io.github.ssehub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.support.RequestContextUtils;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.web.ViewRenderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Events whose data is a view of the application.
 */
class ViewTests {

	private static final Map<String, Object> MODEL = Map.of("symbol", "<A&B>", "price", 12.5);

	private static TestServer server;

	private static SseHub hub;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestServer.Kind.TOMCAT, Application.class, TestServer.WITH_VIEWS,
				"spring.messages.basename=prices", "spring.messages.fallback-to-system-locale=false",
				"spring.web.locale=en", "server.servlet.context-path=/app", "logging.level.org.thymeleaf=off");
		hub = server.bean(SseHub.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	private static SseTestClient open() throws IOException {
		SseTestClient client = server.open("/app/prices");
		assertThat(client.readBlock()).contains("sse-open");
		return client;
	}

	private static String row(String text) {
		return """
				<tr>
				\t\t<td>&lt;A&amp;B&gt;</td>
				\t\t<td><a href="/app/prices?of=%%3CA%%26B%%3E">%s</a></td>
				\t\t
				\t</tr>""".formatted(text);
	}

	@Test
	void shouldRenderOnceForAll() throws IOException {
		try (SseTestClient first = open(); SseTestClient second = open()) {
			String id = hub.broadcastView("prices", "price", "prices :: row", MODEL);
			for (SseTestClient client : List.of(first, second)) {
				String block = client.readBlock();
				assertThat(block).startsWith("event: price\n").contains("id: " + id + "\n");
				assertThat(data(block)).isEqualTo(row("costs 12.50"));
			}
		}
	}

	private static String data(String block) {
		return String.join("\n",
				block.lines().filter((line) -> line.startsWith("data:")).map((line) -> line.substring(6)).toList());
	}

	@Test
	void shouldRenderInLocale() throws IOException {
		try (SseTestClient client = open()) {
			hub.broadcast("prices", SseView.of("prices :: row", MODEL).locale(Locale.GERMAN));
			assertThat(data(client.readBlock())).isEqualTo(row("kostet 12,50"));
		}
	}

	@Test
	void shouldNotDependOnTheRequestOfThePublisher() throws IOException {
		try (SseTestClient client = open();
				SseTestClient post = SseTestClient.request(server.port(), "POST", "/app/prices?symbol=%3CA%26B%3E",
						"Accept-Language: de", "Connection: close")) {
			assertThat(post.status()).isEqualTo(200);
			assertThat(data(client.readBlock())).isEqualTo(row("costs 12.50"));
		}
	}

	@Test
	void shouldNotKnowWhoPublishes() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		ServletRequestAttributes attributes = new ServletRequestAttributes(request);
		SecurityContext login = new SecurityContextImpl(new TestingAuthenticationToken("ann", ""));
		RequestContextHolder.setRequestAttributes(attributes);
		LocaleContextHolder.setLocale(Locale.GERMAN);
		SecurityContextHolder.setContext(login);
		try {
			ViewRenderer renderer = server.bean(ViewRenderer.class);
			assertThat(renderer.render(SseView.of("publisher"))).asString().isEqualTo("en null false");
			assertThat(renderer.render(SseView.of("publisher").locale(Locale.FRENCH))).asString()
				.isEqualTo("fr null false");
			assertThatIllegalArgumentException().isThrownBy(() -> renderer.render(SseView.of("missing")));
			assertThat(RequestContextHolder.getRequestAttributes()).isSameAs(attributes);
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMAN);
			assertThat(SecurityContextHolder.getContext()).isSameAs(login);
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
			LocaleContextHolder.resetLocaleContext();
			SecurityContextHolder.clearContext();
		}
	}

	@Test
	void shouldSendViewsToOneConnection() throws IOException {
		try (SseTestClient client = open()) {
			hub.connections().forEach((connection) -> connection.send("price", SseView.of("prices :: row", MODEL)));
			assertThat(data(client.readBlock())).isEqualTo(row("costs 12.50"));
		}
	}

	@Test
	void shouldKeepTheNewestOfAKey() throws IOException {
		hub.broadcast("kept", SseEvent.builder().key("a").data(SseView.of("plain").with("text", "old")).build());
		hub.broadcast("kept", SseEvent.builder().key("a").data(SseView.of("plain").with("text", "new")).build());
		try (SseTestClient client = server.open("/app/kept")) {
			assertThat(client.readData()).contains("new");
		}
	}

	@Test
	void shouldRenderViewsOfAnyKind() throws IOException {
		try (SseTestClient client = open()) {
			hub.broadcastView("prices", "price", "plain", Map.of("text", "grün\nund rot"));
			assertThat(client.readBlock()).contains("data: grün\ndata: und rot in en of null\n");
		}
	}

	@Test
	void shouldPublishNothingIfAViewIsMissing() {
		String before = hub.position();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> hub.broadcastView("prices", "price", "missing :: row", Map.of()))
			.withMessageContaining("'missing :: row' cannot be rendered")
			.withMessageContaining("missing");
		assertThat(hub.position()).isEqualTo(before);
	}

	@Test
	void shouldPublishNothingIfAViewFails() {
		String before = hub.position();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> hub.broadcastView("prices", "price", "failing", Map.of("how", "error")))
			.withMessageContaining("'failing' cannot be rendered: View answers with status 404");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> hub.broadcastView("prices", "price", "failing", Map.of("how", "redirect")))
			.withMessageContaining("View redirects");
		assertThat(hub.position()).isEqualTo(before);
	}

	@Test
	void shouldRefuseWhatIsNoView() {
		for (String name : List.of("", " ", "redirect:/", "forward:/")) {
			assertThatIllegalArgumentException().isThrownBy(() -> SseView.of(name));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> SseView.of("view").with("", "value"));
	}

	@Test
	void shouldTakeNullsAndCopyTheModel() {
		Map<String, Object> model = new HashMap<>();
		model.put("a", null);
		model.put("b", 1);
		SseView view = SseView.of("view", model);
		model.clear();
		assertThat(view.model()).containsExactly(Map.entry("b", 1));
		assertThat(view.with("b", null).model()).isEmpty();
		assertThat(view).hasToString("SseView[view]");
	}

	@RestController
	static class Application {

		private final SseHub hub;

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/prices", rooms = "prices")
		void prices() {
		}

		@SseEndpoint(path = "/kept", rooms = "kept", replayLatest = 1)
		void kept() {
		}

		@PostMapping("/prices")
		void publish(@RequestParam String symbol) {
			this.hub.broadcastView("prices", "price", "prices :: row", Map.of("symbol", symbol, "price", 12.5));
		}

		@Bean
		static View plain() {
			return (model, request, response) -> {
				HttpServletRequest http = request;
				String text = model.get("text") + " in " + RequestContextUtils.getLocale(http) + " of "
						+ http.getUserPrincipal();
				response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			};
		}

		// As templates do that ask for a user, a bean of a session or a formatted number
		@Bean
		static View publisher() {
			return (model, request, response) -> {
				ServletRequestAttributes current = (ServletRequestAttributes) RequestContextHolder
					.currentRequestAttributes();
				response.getWriter()
					.print(LocaleContextHolder.getLocale() + " "
							+ SecurityContextHolder.getContext().getAuthentication() + " "
							+ (current.getRequest() instanceof MockHttpServletRequest));
			};
		}

		@Bean
		static View failing() {
			return (model, request, response) -> {
				if ("error".equals(model.get("how"))) {
					response.sendError(404);
				}
				response.sendRedirect("/");
			};
		}

	}

}
