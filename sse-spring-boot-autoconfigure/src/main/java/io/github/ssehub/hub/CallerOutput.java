package io.github.ssehub.hub;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.wire.WireEvent;

/**
 * What a source writes to the connection of one caller, from before that has a stream.
 * Thread-safe; no method blocks.
 */
public final class CallerOutput {

	private final HubStreams hub;

	private final HubConnection connection;

	/**
	 * Create a new {@link CallerOutput} instance.
	 * @param hub has the connection
	 * @param connection the connection
	 */
	public CallerOutput(HubStreams hub, HubConnection connection) {
		this.hub = hub;
		this.connection = connection;
	}

	/**
	 * Send an event. There is no bound: whoever sends it has one.
	 * @param event the event
	 * @param removed told once that the event was written or dropped, on any thread; must
	 * not block
	 * @return whether it was accepted, which it is not once the stream ends
	 */
	public boolean send(SseEvent event, @Nullable Runnable removed) {
		WireEvent encoded = this.hub.encodeDirect(event);
		return send(encoded.bytes(), encoded.length(), removed);
	}

	/**
	 * Send a block that tells the client its last event id.
	 * @param options how the stream is served
	 * @param id the id
	 */
	public void sendPosition(CallerOptions options, String id) {
		byte[] block = this.hub.encoder().position(this.hub.options(this.connection, options, null).form(), id);
		this.connection.mailbox().addPosition(this.hub.log().head(), block);
		wakeStream();
	}

	private boolean send(byte[] bytes, int length, @Nullable Runnable removed) {
		boolean accepted = this.connection.mailbox()
			.add(this.hub.log().head(), bytes, length, (removed != null) ? removed : CallerOutput::nothing);
		if (accepted) {
			wakeStream();
		}
		return accepted;
	}

	private void wakeStream() {
		EventStream stream = this.connection.currentStream();
		if (stream != null) {
			stream.sent();
		}
	}

	private static void nothing() {
	}

	/**
	 * Have what was sent written at once: whoever sends waits for that.
	 */
	public void flush() {
		EventStream stream = this.connection.currentStream();
		if (stream != null) {
			stream.writable();
		}
	}

	/**
	 * Let the stream go on at a shutdown, for it to end by itself.
	 * @param subscription says how long
	 */
	public void spare(SseSubscription subscription) {
		this.connection.drainGrace().set(subscription);
	}

	/**
	 * End the stream after all that was sent.
	 * @param reason why it ends
	 */
	public void close(CloseReason reason) {
		this.connection.close(reason);
	}

	/**
	 * Be told once when the connection has no stream any more, or will never have one, or
	 * is closed before it has one.
	 * @param callback called at once if that is so already, or on any thread; must not
	 * block
	 */
	public void onEnd(Runnable callback) {
		this.connection.onEnd(callback);
	}

}
