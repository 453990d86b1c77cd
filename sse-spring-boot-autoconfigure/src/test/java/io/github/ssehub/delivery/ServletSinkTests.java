package io.github.ssehub.delivery;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.ssehub.log.StartRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ServletSinkTests {

	private final LoopHarness harness = new LoopHarness();

	private final TestClient client = this.harness.create();

	private final TestOutputStream out = new TestOutputStream();

	private final Queue<Runnable> callbacks = new ArrayDeque<>();

	private final ServletSink sink = new ServletSink(this.out, this.client.stream, this.callbacks::add);

	@Test
	void shouldNotBeReadyBeforeTheConsequencesOfACallback() throws Exception {
		assertThat(this.sink.isReady()).isFalse();
		this.sink.onWritePossible();
		assertThat(this.sink.isStarted()).isTrue();
		assertThat(this.sink.isReady()).isFalse();
		this.callbacks.remove().run();
		assertThat(this.sink.isReady()).isTrue();
	}

	// The thread of a container that calls back may still be in the request
	@Test
	void shouldNotAskAgainBeforeTheConsequencesOfTheNextCallback() throws Exception {
		this.sink.onWritePossible();
		this.callbacks.remove().run();
		this.out.ready = false;
		assertThat(this.sink.isReady()).isFalse();
		this.out.ready = true;
		assertThat(this.sink.isReady()).isFalse();
		this.sink.onWritePossible();
		assertThat(this.sink.isReady()).isFalse();
		this.callbacks.remove().run();
		assertThat(this.sink.isReady()).isTrue();
	}

	@Test
	void shouldNotMissACallbackThatComesAtOnce() throws Exception {
		this.sink.onWritePossible();
		this.callbacks.remove().run();
		this.out.ready = false;
		this.out.onReady = () -> {
			this.out.ready = true;
			this.sink.onWritePossible();
			this.callbacks.remove().run();
		};
		assertThat(this.sink.isReady()).isFalse();
		assertThat(this.sink.isReady()).isTrue();
	}

	@Test
	void shouldWriteWhenTheCallbackComesBeforeTheStreamIsConnected() {
		this.client.open(List.of("a"), StartRequest.NOW);
		this.sink.onWritePossible();
		this.callbacks.remove().run();
		this.client.stream.attach(this.sink, this.client.exchange, new byte[] { ':', '\n' });
		this.sink.connected();
		this.harness.turn();
		assertThat(this.out.text).hasToString(":\n");
	}

	@Test
	void shouldTakeAResponseThatIsOverForAClientThatIsGone() {
		this.sink.onWritePossible();
		this.callbacks.remove().run();
		this.out.failure = new IllegalStateException("recycled");
		assertThatIOException().isThrownBy(this.sink::isReady).withCause(this.out.failure);
		assertThatIOException().isThrownBy(() -> this.sink.write(new byte[1], 0, 1)).withCause(this.out.failure);
		assertThatIOException().isThrownBy(this.sink::flush).withCause(this.out.failure);
	}

	private static final class TestOutputStream extends ServletOutputStream {

		private final StringBuilder text = new StringBuilder();

		private boolean ready = true;

		private Runnable onReady = () -> {
		};

		private @Nullable RuntimeException failure;

		@Override
		public boolean isReady() {
			fail();
			boolean result = this.ready;
			this.onReady.run();
			return result;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
		}

		@Override
		public void write(int b) {
			fail();
			this.text.append((char) b);
		}

		@Override
		public void flush() {
			fail();
		}

		private void fail() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
