package io.github.ssehub.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.ssehub.SseConnection;
import io.github.ssehub.security.Login;
import io.github.ssehub.security.SecuredApplication;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client does to a server.
 */
enum Visit {

	READ_AND_CLOSE {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open(STREAM, user(random))) {
				readSome(client, random);
			}
		}
	},

	READ_AND_RESET {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open(STREAM, user(random))) {
				readSome(client, random);
				client.reset();
			}
		}
	},

	READ_TO_THE_END {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open(STREAM, user(random))) {
				client.readRest();
			}
		}
	},

	RESET_AT_ONCE {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (Socket socket = send(server, "GET " + STREAM + " HTTP/1.1\r\nHost: a\r\nX-User: u\r\n\r\n")) {
				socket.setSoLinger(true, 0);
			}
		}
	},

	CLOSE_AT_ONCE {
		@Override
		void make(TestServer server, Random random) throws IOException {
			send(server, "GET " + STREAM + " HTTP/1.1\r\nHost: a\r\nX-User: u\r\n\r\n").close();
		}
	},

	CLOSE_WITHIN_THE_REQUEST {
		@Override
		void make(TestServer server, Random random) throws IOException {
			send(server, "GET " + STREAM + " HTTP/1.1\r\nHost: a\r\nX-Us").close();
		}
	},

	CLOSE_HALF {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open(STREAM, user(random))) {
				client.socket().shutdownOutput();
				readSome(client, random);
			}
		}
	},

	STOP_READING {
		@Override
		void make(TestServer server, Random random) throws Exception {
			try (Socket socket = SseTestClient.openStalled(server.port(), STREAM, user(random))) {
				TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
				socket.setSoLinger(random.nextBoolean(), 0);
			}
		}
	},

	LOG_OUT {
		@Override
		void make(TestServer server, Random random) throws IOException {
			Login login = Login.as(server.port(), random.nextBoolean() ? "ann" : "bob");
			List<SseTestClient> clients = new ArrayList<>();
			try {
				for (int i = 0; i < 3; i++) {
					clients.add(login.open("/form/stream", EVENT_SOURCE));
				}
				if (random.nextBoolean()) {
					login.logout();
				}
				else {
					login.post("/form/expire", "_csrf=" + login.csrf()).close();
				}
				for (SseTestClient client : clients) {
					client.readRest();
				}
			}
			finally {
				closeAll(clients);
			}
		}
	},

	EXPIRE {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open("/jwt/stream", EVENT_SOURCE,
					"Authorization: Bearer " + SecuredApplication.token("ann", Duration.ofSeconds(1)))) {
				client.readRest();
			}
		}
	},

	RESUME {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open(STREAM, user(random),
					"Last-Event-ID: " + (random.nextBoolean() ? server.hub().position() : "nonsense"))) {
				readSome(client, random);
			}
		}
	},

	BE_REFUSED {
		@Override
		void make(TestServer server, Random random) throws IOException {
			List<SseTestClient> clients = new ArrayList<>();
			try {
				for (int i = 0; i < 8; i++) {
					clients.add(server.open(STREAM, "X-User: greedy"));
				}
				assertThat(clients).extracting(SseTestClient::status).contains(429);
			}
			finally {
				closeAll(clients);
			}
		}
	},

	BE_UNKNOWN {
		@Override
		void make(TestServer server, Random random) throws IOException {
			for (String path : List.of("/form/stream", "/jwt/stream", "/filter/stream")) {
				try (SseTestClient client = server.open(path, EVENT_SOURCE)) {
					assertThat(client.status()).isIn(401, 403);
				}
			}
		}
	},

	FAIL_BEFORE_THE_STREAM {
		@Override
		void make(TestServer server, Random random) throws IOException {
			for (String path : List.of("/filter/denied", "/filter/unauthenticated", "/filter/nothing")) {
				try (SseTestClient client = server.open(path, EVENT_SOURCE, "X-User: u")) {
					client.readRest();
				}
			}
		}
	},

	HAVE_A_SOURCE {
		@Override
		void make(TestServer server, Random random) throws IOException {
			try (SseTestClient client = server.open("/jwt/never",
					"Authorization: Bearer " + SecuredApplication.token("ann", Duration.ofSeconds(1)))) {
				readSome(client, 2);
			}
		}
	},

	BE_KICKED {
		@Override
		void make(TestServer server, Random random) {
			if (random.nextBoolean()) {
				server.hub().disconnectUser("user" + random.nextInt(4));
			}
			else {
				server.hub().connections().stream().findAny().ifPresent(SseConnection::close);
			}
		}
	};

	private static final String STREAM = "/filter/stream";

	private static final String EVENT_SOURCE = "Accept: text/event-stream";

	abstract void make(TestServer server, Random random) throws Exception;

	private static String user(Random random) {
		return "X-User: user" + random.nextInt(4);
	}

	private static void readSome(SseTestClient client, Random random) throws IOException {
		readSome(client, random.nextInt(30));
	}

	// Any stream may be ended meanwhile
	private static void readSome(SseTestClient client, int blocks) throws IOException {
		int read = 0;
		while (read < blocks && client.readBlock() != null) {
			read++;
		}
	}

	private static Socket send(TestServer server, String request) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
		try {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static void closeAll(List<SseTestClient> clients) throws IOException {
		for (SseTestClient client : clients) {
			client.close();
		}
	}

}
