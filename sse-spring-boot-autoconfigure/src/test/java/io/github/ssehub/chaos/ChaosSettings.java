package io.github.ssehub.chaos;

/**
 * How much chaos. Small by default, so that it is part of every build; system properties
 * make it as large as wanted.
 *
 * @param seed decides what is published, and how and after which byte each connection is
 * cut
 * @param events how many events are published
 * @param clients how many clients receive them
 * @param cuts how many connections are cut at least
 */
record ChaosSettings(long seed, int events, int clients, int cuts) {

	static ChaosSettings fromSystemProperties(int events) {
		return new ChaosSettings(Long.getLong("sse.chaos.seed", 3), Integer.getInteger("sse.chaos.events", events),
				Integer.getInteger("sse.chaos.clients", 12), Integer.getInteger("sse.chaos.cuts", 150));
	}

}
