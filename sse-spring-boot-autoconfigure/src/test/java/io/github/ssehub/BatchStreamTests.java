package io.github.ssehub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Many small elements in fewer events.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class BatchStreamTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=200ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@Test
	void shouldWriteBatches() throws IOException {
		try (SseTestClient client = server.open("/batch")) {
			client.readBlock();
			assertThat(next(client)).isEqualTo("data: abc\n");
			assertThat(next(client)).isEqualTo("data: d\n");
			assertThat(next(client)).isEqualTo("data: [1,2]\n");
			assertThat(next(client)).isEqualTo("event: error\ndata: x\n");
			assertThat(next(client)).isEqualTo("event: sse-position\ndata: {}\nid: sse-end\n");
			assertThat(next(client)).isNull();
		}
	}

	// A machine that is busy may be slower than the heartbeats
	private static String next(SseTestClient client) throws IOException {
		String block = client.readBlock();
		while (":\n".equals(block)) {
			block = client.readBlock();
		}
		return block;
	}

	@Test
	void shouldWriteABatchInTimeThoughMoreMayCome() throws IOException {
		try (SseTestClient client = server.open("/batch-waits")) {
			client.readBlock();
			assertThat(client.readBlock()).isEqualTo("data: ab\n");
			assertThat(client.readBlock()).isEqualTo(":\n");
		}
	}

	@Test
	void shouldRefuseBatchesThatAreNone() {
		SseStream<String> stream = SseStream.from(List.of("a"));
		assertThatIllegalArgumentException().isThrownBy(() -> stream.batch(0, LONG));
		assertThatIllegalArgumentException().isThrownBy(() -> stream.batch(1, Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> stream.batch(1, LONG.plusNanos(1)));
		assertThat(stream.batchDelay()).isNull();
		assertThat(stream.batch(2, LONG).retry(LONG).batchSize()).isEqualTo(2);
	}

	@RestController
	static class Application {

		@SseEndpoint("/batch")
		SseStream<Object> batch() {
			return SseStream.<Object>from(List.of("a", "b", "c", "d", 1, 2, SseEvent.of("error", "x"))).batch(3, LONG);
		}

		@SseEndpoint("/batch-waits")
		SseStream<String> batchWaits() {
			return SseStream.from(Flux.just("a", "b").concatWith(Flux.never())).batch(50, Duration.ofMillis(30));
		}

	}

}
