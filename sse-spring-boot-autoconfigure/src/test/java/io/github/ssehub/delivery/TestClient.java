package io.github.ssehub.delivery;

import java.util.Arrays;
import java.util.List;

/**
 * A stream and its client.
 */
final class TestClient {

	final EventStream stream;

	final RecordingListener listener;

	final FakeSink sink = new FakeSink();

	final FakeExchange exchange = new FakeExchange();

	TestClient(EventStream stream, RecordingListener listener) {
		this.stream = stream;
		this.listener = listener;
	}

	// Take everything from now on, as a container tells it: only if it was asked.
	void release() {
		if (this.sink.release()) {
			this.stream.writable();
		}
	}

	void release(int writes) {
		if (this.sink.release(writes)) {
			this.stream.writable();
		}
	}

	// What was received since the sink forgot
	String text() {
		return this.sink.text();
	}

	// The data of all events that were received, in order
	List<String> data() {
		return values("data: ");
	}

	// The ids of all events and other blocks that were received, in order
	List<String> ids() {
		return values("id: ");
	}

	private List<String> values(String field) {
		return Arrays.stream(this.sink.text().split("\n"))
			.filter((line) -> line.startsWith(field))
			.map((line) -> line.substring(field.length()))
			.toList();
	}

}
