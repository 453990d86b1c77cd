package io.github.ssehub.hub;

import java.util.Set;

import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.delivery.PastReads;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.StreamStart;

/**
 * Starts streams, in the past where the log or its journal has it. Thread-safe.
 */
final class StreamStarts {

	// Beside what the log keeps
	private static final int SHARE_OF_LOG = 4;

	private final LogJournal journal;

	private final PastReads pasts;

	StreamStarts(HubLog log, HubSettings settings) {
		this.journal = log.journal();
		this.pasts = new PastReads(log.log(), log.ids(), this.journal, settings.log().replayTotal() / SHARE_OF_LOG);
	}

	StreamStart start(HubConnection connection, EventStream stream, SseSubscription subscription,
			Set<String> liveOnly) {
		// A snapshot is as good, and must come with the opening if it turns out that the
		// journal has too little
		boolean past = this.journal.keepsMore() && subscription.snapshot() == null;
		StreamStart start = connection.open(stream, subscription, liveOnly, past);
		this.pasts.read(stream, start);
		return start;
	}

	void stop() {
		this.pasts.stop();
	}

}
