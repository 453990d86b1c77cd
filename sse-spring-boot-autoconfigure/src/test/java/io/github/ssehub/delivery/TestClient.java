package io.github.ssehub.delivery;

import java.util.Arrays;
import java.util.List;

import io.github.ssehub.log.Leap;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.log.StreamStart;

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

	// With numbers in the ids, as all here
	StreamStart open(List<String> rooms, StartRequest request) {
		return this.stream.open(rooms,
				new StartRequest(Leap.to(request.lastEventId()), request.resumable(), Leap.to(request.since()),
						request.latest(), request.keyedOnly(), request.filtered(), request.liveOnly(), request.past()));
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
		return Leap.from(this.sink.text());
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
		return Arrays.stream(text().split("\n"))
			.filter((line) -> line.startsWith(field))
			.map((line) -> line.substring(field.length()))
			.toList();
	}

}
