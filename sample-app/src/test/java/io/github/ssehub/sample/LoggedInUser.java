package io.github.ssehub.sample;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user who has logged in through the form, with a session of its own.
 */
final class LoggedInUser {

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final TestHttp http;

	private LoggedInUser(TestHttp http) {
		this.http = http;
	}

	static LoggedInUser logIn(TestHttp http, String name) throws IOException, InterruptedException {
		LoggedInUser user = new LoggedInUser(http);
		HttpResponse<String> response = user.post("/account/login", "application/x-www-form-urlencoded",
				"username=" + name + "&password=" + name);
		assertThat(response.headers().firstValue("Location")).hasValue(http.uri("/account/index.html").toString());
		return user;
	}

	SseTestStream open(String path) {
		return SseTestClient.create(this.http.port()).get(path).header("Cookie", cookie()).exchange();
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(this.http.uri(path)).build(), BodyHandlers.ofString());
	}

	HttpResponse<String> send(String note) throws IOException, InterruptedException {
		return post("/account/notes", "text/plain", note);
	}

	HttpResponse<String> logOut() throws IOException, InterruptedException {
		return post("/account/logout", "application/x-www-form-urlencoded", "");
	}

	HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return sendWithToken(HttpRequest.newBuilder(this.http.uri(path)).DELETE());
	}

	HttpResponse<String> postWithoutToken(String path, String type, String body)
			throws IOException, InterruptedException {
		return this.client.send(request(path, type, body).build(), BodyHandlers.ofString());
	}

	HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
		return sendWithToken(request(path, type, body));
	}

	private HttpResponse<String> sendWithToken(HttpRequest.Builder request) throws IOException, InterruptedException {
		Matcher token = TOKEN.matcher(get("/account/csrf").body());
		assertThat(token.find()).isTrue();
		return this.client.send(request.header("X-CSRF-TOKEN", token.group(1)).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path, String type, String body) {
		return HttpRequest.newBuilder(this.http.uri(path))
			.header("Content-Type", type)
			.POST(BodyPublishers.ofString(body));
	}

	private String cookie() {
		URI uri = this.http.uri("/account/");
		return this.cookies.getCookieStore()
			.get(uri)
			.stream()
			.map((cookie) -> cookie.getName() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
	}

}
