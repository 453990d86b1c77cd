package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.ssehub.log.Leap;
import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class BlockingSinkTests {

	private final LoopHarness harness = new LoopHarness();

	private final TestClient client = this.harness.create();

	private final TestOutputStream out = new TestOutputStream();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final BlockingSink sink = new BlockingSink(this.out, this.client.stream, this.tasks::add);

	@Test
	void shouldWriteAndFlushOpeningBlockAtOnce() {
		assertThat(this.sink.begin(bytes("id: e-0\n\n"))).isTrue();
		assertThat(this.out.flushed).isEqualTo("id: e-0\n\n");
	}

	@Test
	void shouldLeaveLargeOpeningBlockToTheLoop() {
		assertThat(this.sink.begin(new byte[Sink.MAX_WRITE + 1])).isFalse();
		assertThat(this.out.flushed).isEmpty();
	}

	@Test
	void shouldWriteOnExecutorAndBeNotReadyMeanwhile() throws IOException {
		assertThat(this.sink.isReady()).isTrue();
		this.sink.write(bytes("-one-"), 1, 3);
		assertThat(this.sink.isReady()).isTrue();
		this.sink.flush();
		assertThat(this.sink.isReady()).isFalse();
		assertThat(this.out.flushed).isEmpty();
		this.tasks.remove().run();
		assertThat(this.out.flushed).isEqualTo("one");
		assertThat(this.sink.isReady()).isTrue();
	}

	@Test
	void shouldDeliverOneWriteAfterTheOther() {
		open();
		this.harness.publish("a", "1");
		this.harness.turn();
		this.harness.publish("a", "2");
		this.harness.publish("a", "3");
		this.harness.turn();
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(Leap.from(this.out.flushed)).isEqualTo("data: 1\nid: e-1\n\n");
		this.harness.turn();
		this.tasks.remove().run();
		assertThat(Leap.from(this.out.flushed)).endsWith("data: 2\nid: e-2\n\ndata: 3\nid: e-3\n\n");
	}

	@Test
	void shouldEndStreamWhenWriteFails() {
		open();
		this.out.failure = new IOException("Broken pipe");
		this.harness.publish("a", "1");
		this.harness.turn();
		this.tasks.remove().run();
		this.harness.turn();
		assertThat(this.client.listener.calls()).endsWith("closed CLIENT_GONE");
		assertThat(this.client.exchange.end).isEqualTo("gone");
	}

	@Test
	void shouldEndStreamWhenResponseIsOver() {
		open();
		this.out.failure = new IllegalStateException("Response is over");
		this.harness.publish("a", "1");
		this.harness.turn();
		this.tasks.remove().run();
		this.harness.turn();
		assertThat(this.client.listener.calls()).endsWith("closed CLIENT_GONE");
	}

	@Test
	void shouldFailAtTheNextWriteWhenOpeningBlockFails() {
		IOException failure = new IOException("Broken pipe");
		this.out.failure = failure;
		assertThat(this.sink.begin(bytes("id: e-0\n\n"))).isTrue();
		assertThatIOException().isThrownBy(() -> this.sink.write(bytes("x"), 0, 1)).isSameAs(failure);
	}

	@Test
	void shouldFailAtTheNextWriteWhenOpeningBlockFailsWithAnError() {
		this.out.failure = new OutOfMemoryError("on purpose");
		assertThat(this.sink.begin(bytes("id: e-0\n\n"))).isTrue();
		assertThatIOException().isThrownBy(() -> this.sink.write(bytes("x"), 0, 1)).withCause(this.out.failure);
	}

	@Test
	void shouldFailAfterAnError() throws IOException {
		open();
		this.out.failure = new OutOfMemoryError("on purpose");
		this.sink.write(bytes("x"), 0, 1);
		this.sink.flush();
		this.tasks.remove().run();
		assertThatIOException().isThrownBy(() -> this.sink.write(bytes("y"), 0, 1));
		this.harness.turn();
		assertThat(this.client.listener.calls()).endsWith("closed CLIENT_GONE");
	}

	@Test
	void shouldFailWithoutThread() throws IOException {
		BlockingSink sink = new BlockingSink(this.out, this.client.stream, (task) -> {
			throw new RejectedExecutionException();
		});
		sink.write(bytes("x"), 0, 1);
		assertThatIOException().isThrownBy(sink::flush);
	}

	private void open() {
		this.client.open(List.of("a"), StartRequest.NOW);
		this.client.stream.attach(this.sink, this.client.exchange, null);
		this.harness.turn();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static final class TestOutputStream extends OutputStream {

		private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();

		private String flushed = "";

		private @Nullable Throwable failure;

		@Override
		public void write(int b) throws IOException {
			if (this.failure instanceof IOException exception) {
				throw exception;
			}
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			if (this.failure instanceof Error error) {
				throw error;
			}
			this.unflushed.write(b);
		}

		@Override
		public void flush() {
			this.flushed += this.unflushed.toString(StandardCharsets.UTF_8);
			this.unflushed.reset();
		}

	}

}
