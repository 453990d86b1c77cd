package io.github.ssehub.security;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.ssehub.support.SseTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser that has a session: its cookie, and the token of its forms.
 */
public final class Login {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"");

	private final int port;

	private String cookie = "";

	private Login(int port) {
		this.port = port;
	}

	public static Login as(int port, String user) throws IOException {
		Login login = of(port);
		login.login(user);
		return login;
	}

	public static Login of(int port) {
		return new Login(port);
	}

	// Return where the user is sent to
	String login(String user) throws IOException {
		String csrf = csrf();
		try (SseTestClient client = post("/login", "username=" + user + "&password=secret&_csrf=" + csrf)) {
			assertThat(client.status()).isEqualTo(302);
			String location = client.header("Location");
			assertThat(location).doesNotContain("error");
			return location;
		}
	}

	String cookie() {
		return this.cookie;
	}

	public void logout() throws IOException {
		// The form of the login page has a token for the session, too
		try (SseTestClient client = post("/logout", "_csrf=" + csrf())) {
			assertThat(client.status()).isEqualTo(302);
		}
	}

	public String csrf() throws IOException {
		try (SseTestClient client = open("/login", "Connection: close")) {
			Matcher matcher = CSRF.matcher(client.readRest());
			assertThat(matcher.find()).isTrue();
			return matcher.group(1);
		}
	}

	public SseTestClient open(String path, String... headers) throws IOException {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + this.cookie);
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return remember(SseTestClient.raw(this.port, request.append("\r\n").toString()));
	}

	public SseTestClient post(String path, String form) throws IOException {
		return remember(SseTestClient.raw(this.port,
				"POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + this.cookie
						+ "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
						+ "\r\n\r\n" + form));
	}

	private SseTestClient remember(SseTestClient client) {
		String cookie = client.header("Set-Cookie");
		if (cookie != null) {
			this.cookie = "Cookie: " + cookie.split(";")[0] + "\r\n";
		}
		return client;
	}

}
