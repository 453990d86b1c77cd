package io.github.ssehub.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as seen from outside.
 *
 * @param port the port that it listens on
 */
record TestHttp(int port) {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	SseTestStream stream(String path) {
		return SseTestClient.create(this.port).get(path).exchange();
	}

	void post(String room, String text) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri("/rooms/" + room))
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(text))
			.build();
		assertThat(CLIENT.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
	}

	void cut(String client) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri("/streams/" + client)).DELETE().build();
		assertThat(CLIENT.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
	}

}
