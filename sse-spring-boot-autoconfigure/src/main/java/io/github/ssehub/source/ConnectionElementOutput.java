package io.github.ssehub.source;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStreamState;
import io.github.ssehub.hub.CallerOptions;
import io.github.ssehub.hub.CallerOutput;

/**
 * Writes to the connection of the caller. The client is told with the id of the last
 * block that the stream is over.
 */
final class ConnectionElementOutput implements ElementOutput {

	private static final Log logger = LogFactory.getLog(ConnectionElementOutput.class);

	private final CallerOutput output;

	private final CallerOptions options;

	private final @Nullable SseEvent doneEvent;

	private final AtomicInteger running;

	ConnectionElementOutput(CallerOutput output, CallerOptions options, @Nullable SseEvent doneEvent,
			AtomicInteger running) {
		this.output = output;
		this.options = options;
		this.doneEvent = doneEvent;
		this.running = running;
	}

	@Override
	public void write(SseEvent event, @Nullable Runnable written) {
		this.output.send(event, written);
	}

	@Override
	public void flush() {
		this.output.flush();
	}

	@Override
	public void end(SseStreamState state) {
		boolean completed = state == SseStreamState.COMPLETED;
		if (completed && this.doneEvent != null) {
			sendDone(this.doneEvent);
		}
		this.output.sendPosition(this.options, CallerStreams.END_ID);
		this.output.close(completed ? CloseReason.COMPLETED : CloseReason.ERROR);
	}

	// One that cannot be written must not keep the stream open
	private void sendDone(SseEvent event) {
		try {
			this.output.send(event, null);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Event stream ends without its last event", ex);
		}
	}

	@Override
	public void onEnd(Runnable callback) {
		this.running.incrementAndGet();
		this.output.onEnd(() -> {
			this.running.decrementAndGet();
			callback.run();
		});
	}

}
