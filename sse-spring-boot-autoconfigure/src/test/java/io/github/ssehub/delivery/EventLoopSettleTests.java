package io.github.ssehub.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseEvent;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Which positions a stream tells when its client is ahead of the loop.
 */
class EventLoopSettleTests {

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final EventLog log = new EventLog(this.ids,
			new LogSettings((room) -> new RoomRetention(room.equals("a") ? 1 : 10, Duration.ofDays(1), 1000, true),
					10_000, 10_000, Duration.ZERO),
			System::nanoTime);

	private final LogJournal journal = new LocalJournal(System::nanoTime, Duration.ZERO);

	private final EventLoop loop = new EventLoop("sse-loop", this.log, this.ids, this.encoder,
			new DeliverySettings(1, Duration.ZERO, Duration.ofSeconds(10)), System::nanoTime);

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	@Test
	void shouldNotTellPositionBeforeThatOfClient() throws Exception {
		EventStream stream = new EventStream(this.loop, mock(StreamListener.class),
				new StreamOptions(null, Duration.ZERO, OverflowPolicy.RESYNC, OpeningForm.BLOCK), new Mailbox());
		Sink sink = sink();
		// Joins after the loop has read the head, when the client is ahead of it
		this.loop.execute(() -> {
			this.journal.start(this.log.target());
			publish("a", "b", "b", "a", "a");
			stream.open(List.of("a", "b"), new StartRequest("e-2", true, null, 0, false, false));
			stream.attach(sink, mock(StreamExchange.class), new byte[0]);
			stream.writable();
		});
		this.loop.turn();
		assertThat(this.written.toString(StandardCharsets.UTF_8)).isEmpty();
		this.loop.turn();
		assertThat(this.written.toString(StandardCharsets.UTF_8)).isEqualTo("""
				data: b
				id: e-3

				data: a
				id: e-5

				""");
	}

	private Sink sink() throws Exception {
		Sink sink = mock(Sink.class);
		willAnswer((invocation) -> true).given(sink).isReady();
		willAnswer((invocation) -> {
			this.written.write(invocation.getArgument(0), invocation.getArgument(1), invocation.getArgument(2));
			return null;
		}).given(sink).write(any(), anyInt(), anyInt());
		return sink;
	}

	private void publish(String... rooms) {
		for (String room : rooms) {
			this.journal.append(new LogRecord.Broadcast(List.of(room), this.encoder.encode(SseEvent.of(room))));
		}
	}

}
