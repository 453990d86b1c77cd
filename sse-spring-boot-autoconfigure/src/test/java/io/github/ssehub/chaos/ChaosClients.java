package io.github.ssehub.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.LongToIntFunction;

import static org.awaitility.Awaitility.await;

/**
 * Clients, each behind a proxy of its own that cuts it off.
 */
final class ChaosClients implements Closeable {

	private final ChaosSettings settings;

	private final Publication publication;

	private final AtomicInteger cuts = new AtomicInteger();

	private final List<ChaosProxy> proxies = new ArrayList<>();

	private final List<ChaosClient> clients = new ArrayList<>();

	private final long start = System.nanoTime();

	/**
	 * Create a new {@link ChaosClients} instance.
	 * @param settings how many clients there are
	 * @param publication what they get
	 * @param targets the port to which a connection with a seed leads
	 * @param stallMillis how long a stall may take
	 * @throws IOException if there is no socket to be had
	 */
	ChaosClients(ChaosSettings settings, Publication publication, LongToIntFunction targets, int stallMillis)
			throws IOException {
		this.settings = settings;
		this.publication = publication;
		for (int i = 0; i < settings.clients(); i++) {
			long seed = (settings.seed() * 1_000_003 + i) * 1_000_003;
			ChaosProxy proxy = new ChaosProxy((number) -> targets.applyAsInt(seed + number),
					(number) -> new CutPlan(seed + number, stallMillis), this.cuts);
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

	int count() {
		return this.clients.size();
	}

	Reception reception(int client) {
		return this.clients.get(client).reception();
	}

	int cuts() {
		return this.cuts.get();
	}

	// From now on nothing is cut or held up
	void calm() {
		this.proxies.forEach(ChaosProxy::calm);
	}

	void awaitPositions() {
		awaitAll((client) -> reception(client).hasPosition());
	}

	void awaitAll(IntPredicate condition) {
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			for (int i = 0; i < count(); i++) {
				if (!condition.test(i)) {
					return false;
				}
			}
			return true;
		});
	}

	// Told with a failure, and in the long form
	String figures() {
		int connections = 0;
		int delivered = 0;
		int gaps = 0;
		int overflows = 0;
		for (int i = 0; i < count(); i++) {
			Reception reception = reception(i);
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
