package io.github.ssehub.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.ssehub.SseEvent;
import io.github.ssehub.support.TestServer;

import static org.awaitility.Awaitility.await;

/**
 * Clients behind proxies that cut them off, while events are published.
 */
final class ChaosRun implements AutoCloseable {

	private static final int PUBLISHERS = 2;

	private final ChaosSettings settings;

	private final TestServer server;

	private final Publication publication;

	private final AtomicInteger cuts = new AtomicInteger();

	private final AtomicInteger publishedCount = new AtomicInteger();

	private final Map<Integer, Long> published = new ConcurrentHashMap<>();

	private final List<ChaosProxy> proxies = new ArrayList<>();

	private final List<ChaosClient> clients = new ArrayList<>();

	private final long start = System.nanoTime();

	ChaosRun(ChaosSettings settings, TestServer server, int stallMillis) throws IOException {
		this.settings = settings;
		this.server = server;
		this.publication = new Publication(settings.seed());
		for (int i = 0; i < settings.clients(); i++) {
			long seed = (settings.seed() * 1_000_003 + i) * 1_000_003;
			ChaosProxy proxy = new ChaosProxy(server.port(), (number) -> new CutPlan(seed + number, stallMillis),
					this.cuts);
			this.proxies.add(proxy);
			this.clients.add(createClient(i, proxy.port()));
		}
	}

	private ChaosClient createClient(int client, int port) {
		String rooms = String.join(",", Publication.roomsOf(client));
		Reception reception = new Reception(this.publication);
		return switch (client % 3) {
			case 0 -> new BrowserClient(port, "/chaos/block?rooms=" + rooms, reception);
			case 1 -> new BrowserClient(port, "/chaos/event?rooms=" + rooms, reception);
			default -> new LaunchDarklyClient(port, "/chaos/event?rooms=" + rooms, reception);
		};
	}

	// Returns when all is published, all cuts were made and all clients have the end
	void run() throws InterruptedException {
		awaitAll((client) -> client.reception().hasPosition());
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
		this.proxies.forEach(ChaosProxy::calm);
		int end = this.settings.events();
		for (String room : Publication.ROOMS) {
			broadcast(end, Set.of(room));
			end++;
		}
		awaitAll((client) -> client.reception().lastSequence() >= lastSequence(client));
	}

	// As fast as the cuts are made, so that both end together
	private void publish(int first) {
		for (int i = first; i < this.settings.events(); i += PUBLISHERS) {
			long due = (long) this.settings.cuts() * this.publishedCount.get() / this.settings.events();
			do {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
			while (this.cuts.get() <= due);
			broadcast(i, this.publication.rooms(i));
		}
	}

	private void broadcast(int number, Set<String> rooms) {
		SseEvent event = SseEvent.of("chaos", this.publication.data(number));
		this.published.put(number, Reception.sequence(this.server.hub().broadcast(rooms, event)));
		this.publishedCount.incrementAndGet();
	}

	private long lastSequence(ChaosClient client) {
		List<String> rooms = Publication.roomsOf(this.clients.indexOf(client));
		long last = 0;
		for (int i = 0; i < Publication.ROOMS.size(); i++) {
			if (rooms.contains(Publication.ROOMS.get(i))) {
				last = this.published.get(this.settings.events() + i);
			}
		}
		return last;
	}

	private void awaitAll(Predicate<ChaosClient> condition) {
		await().atMost(Duration.ofSeconds(60)).until(() -> this.clients.stream().allMatch(condition));
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
		return new LossModel(rooms, expected, this.clients.get(client).reception());
	}

	private Set<String> roomsOf(int number) {
		int last = number - this.settings.events();
		return (last < 0) ? this.publication.rooms(number) : Set.of(Publication.ROOMS.get(last));
	}

	Reception reception(int client) {
		return this.clients.get(client).reception();
	}

	int cuts() {
		return this.cuts.get();
	}

	// Told with a failure, and in the long form
	String figures() {
		int connections = 0;
		int delivered = 0;
		int gaps = 0;
		int overflows = 0;
		for (int i = 0; i < this.clients.size(); i++) {
			Reception reception = this.clients.get(i).reception();
			connections += reception.connections();
			delivered += reception.events().size();
			gaps += reception.gaps().size();
			overflows += (int) reception.gaps().stream().filter((gap) -> gap.reason().equals("overflow")).count();
		}
		return "%s: %d ms, %d cuts, %d connections, %d events delivered, %d gaps (%d overflow)".formatted(this.settings,
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.start), cuts(), connections, delivered, gaps,
				overflows);
	}

	@Override
	public void close() throws IOException {
		for (ChaosClient client : this.clients) {
			client.close();
		}
		for (ChaosProxy proxy : this.proxies) {
			proxy.close();
		}
	}

}
