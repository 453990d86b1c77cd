package io.github.ssehub.hub;

import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseGap;
import io.github.ssehub.delivery.LoopStatistics;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogStatistics;

/**
 * What a hub counts. Thread-safe; no method blocks, or calls code of the application.
 */
public final class HubStatistics {

	private final HubStreams streams;

	private final ConnectionCounters connections;

	/**
	 * Create a new {@link HubStatistics} instance.
	 * @param streams the streams of the hub
	 */
	public HubStatistics(HubStreams streams) {
		this.streams = streams;
		this.connections = streams.connections().counters();
	}

	/**
	 * Return how many streams are open.
	 * @return the number of streams
	 */
	public long open() {
		return this.connections.open();
	}

	/**
	 * Return how many streams have opened.
	 * @return the number of streams since the start
	 */
	public long opened() {
		return this.connections.opened();
	}

	/**
	 * Return how many streams that were open have ended.
	 * @param reason why they ended
	 * @return the number of streams since the start
	 */
	public long closed(CloseReason reason) {
		return this.connections.closedFor(reason);
	}

	/**
	 * Return how many requests, and rooms that open streams were to join, were refused.
	 * @param limit the limit that refused them
	 * @return the number since the start
	 */
	public long refused(Admission.Limit limit) {
		return this.streams.admission().refused(limit);
	}

	/**
	 * Return how often an authorizer failed when it was asked again.
	 * @return the number since the start
	 */
	public long recheckFailures() {
		return this.streams.admission().authorization().failures();
	}

	/**
	 * Return how many gaps clients were told of.
	 * @param reason why events were missing
	 * @return the number of gaps since the start
	 */
	public long gaps(SseGap.Reason reason) {
		return this.connections.gapsFor(reason);
	}

	/**
	 * Return how many events this node has published to rooms, those of detached streams
	 * included. An event to several rooms counts once.
	 * @return the number of events since the start
	 */
	public long published() {
		return this.streams.publisher().counters().published();
	}

	/**
	 * Return what the event loops count.
	 * @return the statistics
	 */
	public LoopStatistics loops() {
		return this.streams.loops().statistics();
	}

	/**
	 * Return how much the log has.
	 * @return a snapshot
	 */
	public LogStatistics log() {
		return this.streams.log().statistics();
	}

	/**
	 * Return how this node gets on with the others.
	 * @return a snapshot, or {@code null} if there are no others
	 */
	public @Nullable JournalStatus journal() {
		return this.streams.journalStatus();
	}

	/**
	 * Set who is told how long each stream took from its request to its opening block.
	 * @param timer told the time in nanoseconds, on an event loop: must not block
	 */
	public void onOpen(LongConsumer timer) {
		this.connections.setOpenTimer(timer);
	}

	/**
	 * Set who is told how long each event took to be published.
	 * @param timer told the time in nanoseconds, on the thread of the publisher: must not
	 * block
	 */
	public void onPublish(LongConsumer timer) {
		this.streams.publisher().counters().setTimer(timer);
	}

}
