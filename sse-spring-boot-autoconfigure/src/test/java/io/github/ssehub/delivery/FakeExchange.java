package io.github.ssehub.delivery;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An exchange that records how it ends, and fails the test if it ends twice.
 */
final class FakeExchange implements StreamExchange {

	@Nullable String end;

	@Nullable Throwable cause;

	@Nullable RuntimeException failure;

	@Override
	public void complete() {
		if (this.failure != null) {
			RuntimeException failure = this.failure;
			this.failure = null;
			throw failure;
		}
		end("completed");
	}

	@Override
	public void gone(Throwable cause) {
		end("gone");
		this.cause = cause;
	}

	@Override
	public void abort() {
		end("aborted");
	}

	private void end(String end) {
		assertThat(this.end).isNull();
		this.end = end;
	}

}
