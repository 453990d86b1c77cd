package io.github.ssehub.chaos;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.chaos.LossModel.Published;
import io.github.ssehub.support.RemotePublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Publishes on the nodes of a cluster, and keeps account of what they promise.
 * Thread-safe.
 */
final class ClusterPublisher {

	private final Publication publication;

	private final Map<Integer, Set<String>> rooms = new ConcurrentHashMap<>();

	private final Map<Integer, Long> acknowledged = new ConcurrentSkipListMap<>();

	private final Set<Integer> uncertain = ConcurrentHashMap.newKeySet();

	private final AtomicInteger unavailable = new AtomicInteger();

	private final AtomicLong highest = new AtomicLong();

	ClusterPublisher(Publication publication) {
		this.publication = publication;
	}

	/**
	 * Try to publish an event, which must not be tried again if nobody knows whether it
	 * was published.
	 * @param port the port of the node
	 * @param number which event
	 * @param rooms its rooms
	 * @return what has become of it
	 */
	Outcome publish(int port, int number, Set<String> rooms) {
		this.rooms.put(number, rooms);
		long before = this.highest.get();
		try {
			String id = RemotePublisher.publish(port, rooms, "chaos", this.publication.data(number));
			long sequence = Reception.sequence(id);
			assertThat(sequence).as("Event %d is behind what was acknowledged before", number).isGreaterThan(before);
			this.highest.accumulateAndGet(sequence, Math::max);
			this.acknowledged.put(number, sequence);
			return Outcome.ACKNOWLEDGED;
		}
		catch (SsePublishUncertainException ex) {
			this.uncertain.add(number);
			return Outcome.UNCERTAIN;
		}
		catch (SseUnavailableException ex) {
			this.unavailable.incrementAndGet();
			return Outcome.UNAVAILABLE;
		}
	}

	// Of all that were acknowledged
	long highest() {
		return this.highest.get();
	}

	long sequence(int number) {
		return this.acknowledged.get(number);
	}

	/**
	 * Return what has happened: all that was acknowledged, and of the rest what anybody
	 * got.
	 * @param receptions what clients got
	 * @return the sequence of each event
	 */
	Map<Integer, Long> history(Collection<Reception> receptions) {
		Map<Integer, Long> history = new TreeMap<>(this.acknowledged);
		for (Reception reception : receptions) {
			for (Reception.Event event : reception.events()) {
				Long sequence = history.putIfAbsent(event.number(), event.sequence());
				assertThat(sequence).as("Sequence of event %d is the same for all", event.number())
					.isIn(null, event.sequence());
			}
		}
		assertThat(history.keySet()).as("What was certainly not published is not there")
			.allMatch((number) -> this.acknowledged.containsKey(number) || this.uncertain.contains(number));
		assertThat(history.values()).as("Each sequence is of one event").doesNotHaveDuplicates();
		return history;
	}

	/**
	 * Return the events that are for a client.
	 * @param history what has happened
	 * @param rooms the rooms of the client
	 * @return the events
	 */
	List<Published> of(Map<Integer, Long> history, List<String> rooms) {
		return history.entrySet()
			.stream()
			.map((event) -> new Published(event.getKey(), event.getValue(),
					this.rooms.get(event.getKey()).stream().filter(rooms::contains).toList()))
			.filter((event) -> !event.rooms().isEmpty())
			.toList();
	}

	String figures(Map<Integer, Long> history) {
		long came = this.uncertain.stream().filter(history::containsKey).count();
		return "%d acknowledged, %d uncertain of which %d came, %d unavailable".formatted(this.acknowledged.size(),
				this.uncertain.size(), came, this.unavailable.get());
	}

	/**
	 * What has become of an event.
	 */
	enum Outcome {

		ACKNOWLEDGED, UNCERTAIN, UNAVAILABLE

	}

}
