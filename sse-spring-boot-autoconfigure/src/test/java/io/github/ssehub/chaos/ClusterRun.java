package io.github.ssehub.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.ssehub.chaos.ClusterPublisher.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are cut off and come back on any node of a cluster, and a watcher a node
 * that is not, while events are published on all nodes and a test makes trouble.
 */
final class ClusterRun implements AutoCloseable {

	private static final int PUBLISHERS = 3;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	// For what takes the longer, the more there is to do
	private static final Duration STAGE_TIMEOUT = Duration.ofMinutes(10);

	private final ChaosSettings settings;

	private final int troubles;

	private final List<Integer> ports;

	private final Publication publication;

	private final ClusterPublisher publisher;

	private final ChaosClients clients;

	private final List<BrowserClient> watchers = new ArrayList<>();

	private final AtomicInteger publishedCount = new AtomicInteger();

	private final AtomicInteger nextExtra;

	private volatile int troublesMade;

	private volatile boolean closed;

	/**
	 * Create a new {@link ClusterRun} instance.
	 * @param settings how much there is of everything
	 * @param ports the ports of the nodes
	 * @param troubles how often there is to be trouble
	 * @throws IOException if there is no socket to be had
	 */
	ClusterRun(ChaosSettings settings, List<Integer> ports, int troubles) throws IOException {
		this.settings = settings;
		this.troubles = troubles;
		this.ports = new CopyOnWriteArrayList<>(ports);
		this.publication = new Publication(settings.seed());
		this.publisher = new ClusterPublisher(this.publication);
		this.nextExtra = new AtomicInteger(settings.events());
		this.clients = new ChaosClients(settings, this.publication, this::port, 200);
		for (int port : ports) {
			this.watchers.add(new BrowserClient(port, "/chaos/block?rooms=" + String.join(",", Publication.ROOMS),
					new Reception(this.publication)));
		}
	}

	private int port(long seed) {
		List<Integer> ports = List.copyOf(this.ports);
		return ports.get(new Random(seed).nextInt(ports.size()));
	}

	// From now on clients and publishers come to another node
	void replace(int port, int replacement) {
		this.ports.set(this.ports.indexOf(port), replacement);
	}

	/**
	 * Publish while there is trouble, at even distances.
	 * @param makers each makes some and returns when it is over
	 * @throws Exception if that fails
	 */
	void run(List<Trouble> makers) throws Exception {
		assertThat(makers).hasSize(this.troubles);
		this.clients.awaitPositions();
		awaitUntil(() -> this.watchers.stream().allMatch((watcher) -> watcher.reception().hasPosition()));
		List<FutureTask<Void>> publishers = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			int first = i;
			publishers.add(start(() -> publishFrom(first)));
		}
		for (int i = 0; i < this.troubles; i++) {
			int due = i + 1;
			awaitUntil(STAGE_TIMEOUT,
					() -> stage(this.publishedCount.get()) >= due || publishers.stream().anyMatch(FutureTask::isDone));
			makers.get(i).make();
			this.troublesMade = due;
		}
		for (FutureTask<Void> task : publishers) {
			task.get();
		}
		this.clients.calm();
		long[] last = new long[this.clients.count()];
		for (String room : Publication.ROOMS) {
			long sequence = publishSurely(Set.of(room));
			for (int i = 0; i < last.length; i++) {
				last[i] = Publication.roomsOf(i).contains(room) ? sequence : last[i];
			}
		}
		this.clients.awaitAll((client) -> this.clients.reception(client).lastSequence() >= last[client]);
		awaitWatchers();
	}

	private int stage(int number) {
		return (int) ((long) number * (this.troubles + 1) / this.settings.events());
	}

	// As fast as the cuts and the troubles are made
	private Void publishFrom(int first) {
		for (int i = first; i < this.settings.events(); i += PUBLISHERS) {
			int number = i;
			long due = (long) this.settings.cuts() * this.publishedCount.get() / this.settings.events();
			awaitUntil(STAGE_TIMEOUT, () -> this.clients.cuts() > due && stage(number) <= this.troublesMade + 1);
			publish(number, this.publication.rooms(number));
			this.publishedCount.incrementAndGet();
		}
		return null;
	}

	private Outcome publish(int number, Set<String> rooms) {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		Random random = new Random(this.settings.seed() * 1_000_003 + number);
		Outcome outcome;
		do {
			outcome = this.publisher.publish(port(random.nextLong()), number, rooms);
		}
		while (outcome == Outcome.UNAVAILABLE && !this.closed && System.nanoTime() < deadline);
		return outcome;
	}

	/**
	 * Publish more until something has happened.
	 * @param condition what is to happen
	 */
	void publishUntil(BooleanSupplier condition) {
		awaitUntil(() -> {
			int number = this.nextExtra.getAndIncrement();
			publish(number, this.publication.rooms(number));
			return condition.getAsBoolean();
		});
	}

	/**
	 * Try to publish until something becomes of it.
	 * @param wanted what is to become of an event
	 */
	void tryUntil(Outcome wanted) {
		Random random = new Random(this.settings.seed());
		awaitUntil(() -> {
			int number = this.nextExtra.getAndIncrement();
			return this.publisher.publish(port(random.nextLong()), number, this.publication.rooms(number)) == wanted;
		});
	}

	// Returns its sequence
	private long publishSurely(Set<String> rooms) {
		int number = this.nextExtra.getAndIncrement();
		for (long end = System.nanoTime() + TIMEOUT.toNanos(); publish(number, rooms) != Outcome.ACKNOWLEDGED;) {
			assertThat(System.nanoTime()).as("Something can be published").isLessThan(end);
			number = this.nextExtra.getAndIncrement();
		}
		return this.publisher.sequence(number);
	}

	/**
	 * Have all nodes publish and read what the others publish, so that nothing that they
	 * know of what was before is new to any.
	 * @return the last sequence
	 */
	long settle() {
		for (int i = 0; i < 2; i++) {
			for (int port : this.ports) {
				awaitUntil(() -> {
					int number = this.nextExtra.getAndIncrement();
					return this.publisher.publish(port, number,
							new TreeSet<>(Publication.ROOMS)) == Outcome.ACKNOWLEDGED;
				});
			}
			awaitWatchers();
		}
		return this.publisher.highest();
	}

	private void awaitWatchers() {
		long highest = this.publisher.highest();
		awaitUntil(() -> this.watchers.stream()
			.allMatch((watcher) -> !this.ports.contains(watcher.port())
					|| Reception.sequence(watcher.reception().lastEventId()) >= highest));
	}

	// What a node has told, at least
	long position(int node) {
		return Reception.sequence(this.watchers.get(node).reception().lastEventId());
	}

	private void awaitUntil(BooleanSupplier condition) {
		awaitUntil(TIMEOUT, condition);
	}

	private void awaitUntil(Duration timeout, BooleanSupplier condition) {
		long end = System.nanoTime() + timeout.toNanos();
		while (!this.closed && !condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("Time is up, " + this.clients.figures()).isLessThan(end);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	// Of all that were acknowledged
	long highest() {
		return this.publisher.highest();
	}

	int cuts() {
		return this.clients.cuts();
	}

	private Map<Integer, Long> history() {
		List<Reception> receptions = new ArrayList<>(this.watchers.stream().map(BrowserClient::reception).toList());
		for (int i = 0; i < this.clients.count(); i++) {
			receptions.add(this.clients.reception(i));
		}
		return this.publisher.history(receptions);
	}

	/**
	 * Return a model for each client and for each watcher whose node is still there.
	 * @return the models
	 */
	List<LossModel> models() {
		Map<Integer, Long> history = history();
		List<LossModel> models = new ArrayList<>();
		for (int i = 0; i < this.clients.count(); i++) {
			List<String> rooms = Publication.roomsOf(i);
			models.add(new LossModel(rooms, this.publisher.of(history, rooms), this.clients.reception(i)));
		}
		for (BrowserClient watcher : this.watchers) {
			if (this.ports.contains(watcher.port())) {
				models.add(new LossModel(Publication.ROOMS, this.publisher.of(history, Publication.ROOMS),
						watcher.reception()));
			}
		}
		return models;
	}

	String figures() {
		return this.clients.figures() + "; " + this.publisher.figures(history());
	}

	private static FutureTask<Void> start(Callable<Void> action) {
		FutureTask<Void> task = new FutureTask<>(action);
		Thread thread = new Thread(task, "chaos-publisher");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.clients.close();
		for (BrowserClient watcher : this.watchers) {
			watcher.close();
		}
	}

	/**
	 * Makes trouble.
	 */
	@FunctionalInterface
	interface Trouble {

		void make() throws Exception;

	}

}
