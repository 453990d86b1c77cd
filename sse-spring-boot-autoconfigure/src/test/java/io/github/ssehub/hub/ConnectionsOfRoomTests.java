package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.TestHub.TestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which connections are in a room, without a look at all others.
 */
class ConnectionsOfRoomTests {

	private final TestHub test = new TestHub();

	@AfterEach
	void stop() {
		this.test.stop();
	}

	private List<HubConnection> inRoom(String room) {
		return this.test.streams.connections().inRoom(room);
	}

	@Test
	void shouldFollowRoomsOfAConnection() {
		HubConnection connection = this.test.connect(null);
		connection.join("early");
		assertThat(inRoom("early")).containsExactly(connection);
		assertThat(this.test.hub.connections("early")).as("has no stream yet").isEmpty();
		connection.markOpen(System.nanoTime());
		TestStream stream = new TestStream(connection);
		stream.attach(this.test.streams.open(connection, SseSubscription.to("b", "a")));
		connection.join("c");
		assertThat(connection.rooms()).containsExactly("early", "b", "a", "c");
		for (String room : List.of("early", "a", "b", "c", "*")) {
			assertThat(this.test.hub.connections(room)).as(room).containsExactly(connection);
		}
		connection.leave("b");
		this.test.hub.close("early");
		assertThat(connection.rooms()).containsExactly("a", "c");
		assertThat(this.test.hub.connections("b")).isEmpty();
		assertThat(inRoom("early")).isEmpty();
		connection.leave("*");
		assertThat(inRoom("a")).isEmpty();
		assertThat(this.test.hub.connections("*")).containsExactly(connection);
	}

	@Test
	void shouldForgetThoseThatHaveEnded() {
		TestStream stream = this.test.open("a", "b");
		TestStream other = this.test.open("a");
		HubConnection abandoned = this.test.connect(null);
		abandoned.join("a");
		abandoned.abandon();
		stream.connection.close();
		await().until(() -> stream.end != null);
		assertThat(inRoom("a")).containsExactly(other.connection);
		assertThat(inRoom("b")).isEmpty();
		stream.connection.join("c");
		abandoned.join("c");
		assertThat(inRoom("c")).isEmpty();
	}

	@Test
	void shouldNotEndStreamThatOpensInOtherRoomsThanTheOneThatIsClosed() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < 2000; i++) {
				HubConnection connection = this.test.connect(null);
				List<Future<?>> tasks = List.of(
						executor.submit(() -> this.test.streams.open(connection, SseSubscription.to("a", "b"))),
						executor.submit(() -> this.test.hub.close("a")));
				for (Future<?> task : tasks) {
					task.get();
				}
				assertThat(connection.state().end()).isNull();
				assertThat(connection.isIn("b")).isTrue();
				connection.abandon();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	// Whoever comes last, the connection or its end, has it forgotten
	@Test
	void shouldForgetWhatIsJoinedWhileTheConnectionEnds() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < 2000; i++) {
				HubConnection connection = this.test.connect(null);
				List<Future<?>> tasks = new ArrayList<>();
				tasks.add(
						executor.submit(() -> IntStream.range(0, 5).forEach((room) -> connection.join("room" + room))));
				tasks.add(executor.submit(() -> connection.ended(CloseReason.ERROR)));
				for (Future<?> task : tasks) {
					task.get();
				}
				assertThat(IntStream.range(0, 5).mapToObj((room) -> inRoom("room" + room))).allMatch(List::isEmpty);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

}
