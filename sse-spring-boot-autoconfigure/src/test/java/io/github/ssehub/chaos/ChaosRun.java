package io.github.ssehub.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.ssehub.SseEvent;
import io.github.ssehub.support.TestServer;

/**
 * Clients behind proxies that cut them off, while events are published.
 */
final class ChaosRun implements AutoCloseable {

	private static final int PUBLISHERS = 2;

	private final ChaosSettings settings;

	private final TestServer server;

	private final Publication publication;

	private final ChaosClients clients;

	private final AtomicInteger publishedCount = new AtomicInteger();

	private final Map<Integer, Long> published = new ConcurrentHashMap<>();

	ChaosRun(ChaosSettings settings, TestServer server, int stallMillis) throws IOException {
		this.settings = settings;
		this.server = server;
		this.publication = new Publication(settings.seed());
		this.clients = new ChaosClients(settings, this.publication, (seed) -> server.port(), stallMillis);
	}

	// Returns when all is published, all cuts were made and all clients have the end
	void run() throws InterruptedException {
		this.clients.awaitPositions();
		List<Thread> publishers = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			int first = i;
			Thread publisher = new Thread(() -> publish(first), "chaos-publisher");
			publisher.start();
			publishers.add(publisher);
		}
		for (Thread publisher : publishers) {
			publisher.join();
		}
		this.clients.calm();
		int end = this.settings.events();
		for (String room : Publication.ROOMS) {
			broadcast(end, Set.of(room));
			end++;
		}
		this.clients.awaitAll((client) -> this.clients.reception(client).lastSequence() >= lastSequence(client));
	}

	// As fast as the cuts are made, so that both end together
	private void publish(int first) {
		for (int i = first; i < this.settings.events(); i += PUBLISHERS) {
			long due = (long) this.settings.cuts() * this.publishedCount.get() / this.settings.events();
			do {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
			while (this.clients.cuts() <= due);
			broadcast(i, this.publication.rooms(i));
		}
	}

	private void broadcast(int number, Set<String> rooms) {
		SseEvent event = SseEvent.of("chaos", this.publication.data(number));
		this.published.put(number, Reception.sequence(this.server.hub().broadcast(rooms, event)));
		this.publishedCount.incrementAndGet();
	}

	private long lastSequence(int client) {
		List<String> rooms = Publication.roomsOf(client);
		long last = 0;
		for (int i = 0; i < Publication.ROOMS.size(); i++) {
			if (rooms.contains(Publication.ROOMS.get(i))) {
				last = this.published.get(this.settings.events() + i);
			}
		}
		return last;
	}

	// What was published in the rooms of a client, in order
	LossModel model(int client) {
		List<String> rooms = Publication.roomsOf(client);
		List<LossModel.Published> expected = new ArrayList<>();
		this.published.forEach((number, sequence) -> {
			Set<String> own = roomsOf(number);
			if (own.stream().anyMatch(rooms::contains)) {
				expected.add(new LossModel.Published(number, sequence, own.stream().filter(rooms::contains).toList()));
			}
		});
		return new LossModel(rooms, expected, this.clients.reception(client));
	}

	private Set<String> roomsOf(int number) {
		int last = number - this.settings.events();
		return (last < 0) ? this.publication.rooms(number) : Set.of(Publication.ROOMS.get(last));
	}

	int cuts() {
		return this.clients.cuts();
	}

	String figures() {
		return this.clients.figures();
	}

	@Override
	public void close() throws IOException {
		this.clients.close();
	}

}
