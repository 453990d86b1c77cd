package io.github.ssehub.hub;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.TestHub.TestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where streams start in a room that nobody can name.
 */
class PrivateRoomTests {

	private final TestHub test = new TestHub();

	private final PrivateRoom room = PrivateRoom.create(this.test.streams, "id");

	@AfterEach
	void stop() {
		this.test.stop();
	}

	// What a room that is forgotten had lost counts for all rooms that are new
	private void loseEventsOfOthers() {
		this.test.hub.broadcast("other", "lost");
		this.test.hub.close("other");
		await().atMost(Duration.ofSeconds(5)).until(() -> this.test.hub.rooms().isEmpty());
	}

	private String read(CallerStart start) {
		TestStream stream = new TestStream(this.test.connect(null));
		stream.attach(this.test.streams.openForCaller(stream.connection,
				new CallerOptions(SseSubscription.to(List.of()), true), start, List.of()));
		await().until(() -> stream.text().contains("data: last\n"));
		return stream.text();
	}

	@Test
	void shouldStartBehindWhatOthersHaveLost() {
		loseEventsOfOthers();
		this.room.publish(SseEvent.of("first"));
		this.room.publish(SseEvent.of("last"));
		assertThat(read(this.room.start())).contains("data: first\n").doesNotContain("sse-gap");
	}

	@Test
	void shouldStartBehindWhatOthersHaveLostBeforeItsFirstEvent() {
		loseEventsOfOthers();
		CallerStart start = this.room.start();
		this.room.publish(SseEvent.of("first"));
		this.room.publish(SseEvent.of("last"));
		assertThat(read(start)).contains("data: first\n").doesNotContain("sse-gap");
	}

	// With the position that it was told when there was no event
	@Test
	void shouldStartBehindWhatOthersHaveLostForWhoCameBeforeItsFirstEvent() {
		CallerStart before = this.room.start();
		loseEventsOfOthers();
		this.room.publish(SseEvent.of("first"));
		this.room.publish(SseEvent.of("last"));
		assertThat(read(this.room.resume(before.idPrefix() + before.after()))).contains("data: first\n")
			.doesNotContain("sse-gap");
	}

	@Test
	void shouldGoOnBehindAnEvent() {
		long first = this.room.publish(SseEvent.of("first"));
		this.room.publish(SseEvent.of("last"));
		String id = "id." + this.test.streams.ids().format(first);
		assertThat(read(this.room.resume(id))).doesNotContain("data: first\n", "sse-gap");
	}

	@Test
	void shouldStartAnewForAnIdOfAnotherRoom() {
		long first = this.room.publish(SseEvent.of("first"));
		this.room.publish(SseEvent.of("last"));
		String id = "other." + this.test.streams.ids().format(first);
		assertThat(read(this.room.resume(id))).contains("data: first\n").doesNotContain("sse-gap");
	}

}
