package io.github.ssehub.hub;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.wire.EventEncoder;

/**
 * Publishes on a node that has no streams, such as one without a web server, until its
 * journal has stopped. Not final: aspects of the application may match it.
 */
public class StreamlessPublisher implements SsePublisher {

	private static final RoomRetention NOTHING = new RoomRetention(0, Duration.ofSeconds(1), 0, false);

	private final EventPublisher publisher;

	/**
	 * Create a new {@link StreamlessPublisher} instance.
	 * @param logFactory creates the log, which keeps nothing
	 * @param serializer writes the data of events
	 * @param settings what the log would keep if there were streams
	 * @param maxEventSize the size in bytes above which an event is refused
	 */
	public StreamlessPublisher(HubLogFactory logFactory, SseDataSerializer serializer, LogSettings settings,
			long maxEventSize) {
		HubLog log = logFactory.create(new LogSettings((room) -> NOTHING, 0, settings.window(), settings.maxWait()));
		this.publisher = new EventPublisher(new EventEncoder(serializer, log.ids(), maxEventSize), log,
				(room) -> NOTHING, () -> true);
	}

	@Override
	public String broadcast(Collection<String> rooms, SseEvent event) {
		return this.publisher.broadcast(rooms, event);
	}

	@Override
	public CompletionStage<String> broadcastAsync(Collection<String> rooms, SseEvent event) {
		return this.publisher.broadcastAsync(rooms, event);
	}

	@Override
	public SsePublisher afterCommit() {
		return this.publisher.afterCommit();
	}

	@Override
	public String position() {
		return this.publisher.position();
	}

}
