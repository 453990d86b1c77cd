package io.github.ssehub.test.slice;

import java.time.Duration;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.servlet.MockMvc;

import io.github.ssehub.SseHub;
import io.github.ssehub.test.SseTest;
import io.github.ssehub.test.client.SseTestClient;
import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@SseTest(controllers = SliceBeans.Rooms.class, properties = { "sse.heartbeat=100ms", "sse.cluster.name=shop" })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SseTestTests {

	@Autowired
	private SseTestClient client;

	@Autowired
	private SseHub hub;

	@Autowired
	private MockMvc mvc;

	@Autowired
	private ApplicationContext context;

	@Test
	void shouldFindWhatTheHubCalls() {
		assertThat(this.context.getBeansOfType(SliceBeans.Gate.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(SliceBeans.Rooms.class)).hasSize(1);
		assertThat(this.context.getBeansOfType(SliceBeans.Others.class)).isEmpty();
		assertThat(this.context.getBeansOfType(SliceBeans.Database.class)).isEmpty();
		assertThat(this.client.get("/rooms/a").header("X-Refuse", "yes").exchange()).hasStatus(429);
		assertThat(this.client.get("/others").exchange()).hasStatus(404);
	}

	@Test
	void shouldDeliver() {
		SseTestStream stream = this.client.get("/rooms/{room}", "a b").open().awaitOpen();
		assertThat(stream.awaitComment()).hasNoData();
		String id = this.hub.broadcast("a b", "named", "data");
		assertThat(stream.awaitEvent()).hasName("named").hasId(id);
		this.hub.close("a b");
		assertThat(stream).hasEnded();
	}

	@Test
	void shouldBreakTheConnectionAndComeBack() {
		SseTestStream stream = this.client.get("/rooms/cut").open();
		this.hub.broadcast("cut", "first");
		stream.awaitEvent();
		stream.cut();
		await().untilAsserted(() -> assertThat(this.hub.connections("cut")).isEmpty());
		this.hub.broadcast("cut", "missed");
		assertThat(stream.resume()).hasExactlyData("missed");
	}

	@Test
	@Order(1)
	void shouldLeaveAStreamOpen() {
		this.client.get("/rooms/left").open();
		assertThat(this.hub.connections("left")).hasSize(1);
	}

	@Test
	@Order(2)
	void shouldNotSeeTheStreamOfAnotherTest() {
		await().untilAsserted(() -> assertThat(this.hub.connections("left")).isEmpty());
	}

	@Test
	void shouldWaitForOtherAnswers() {
		SseTestStream answer = this.client.get("/text").header("Accept", "text/plain").exchange();
		assertThat(answer.awaitBody()).isEqualTo("later");
		assertThat(answer).hasStatus(200).hasEnded();
	}

	@Test
	void shouldTakeProcessors() {
		SseTestStream stream = SseTestClient.create(this.mvc).get("/rooms/user").with((request) -> {
			request.setUserPrincipal(() -> "ann");
			return request;
		}).open();
		assertThat(this.hub.connections("user")).singleElement()
			.satisfies((connection) -> assertThat(connection.user()).isEqualTo("ann"));
		stream.close();
	}

	@Test
	void shouldTellWhatTakesAServer() {
		SseTestStream stream = this.client.withTimeout(Duration.ofSeconds(1)).get("/rooms/a").open();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(stream::stall)
			.withMessageContaining("it takes a server");
		assertThatIllegalStateException().isThrownBy(() -> this.client.get("/rooms/a").bytesPerSecond(1).open())
			.withMessageContaining("it takes a server");
	}

}
