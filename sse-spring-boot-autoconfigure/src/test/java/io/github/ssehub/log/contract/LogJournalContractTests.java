package io.github.ssehub.log.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.SseEvent;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.ReaderMark;
import io.github.ssehub.log.RoomEntry;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.log.RoomTap;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.StartRequest;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What every journal promises. Records are told apart by the names of their rooms, since
 * a journal may take a copy.
 */
public abstract class LogJournalContractTests {

	private static final int PUBLISHERS = 8;

	private static final int RECORDS = 200;

	private static final long TIMEOUT_SECONDS = 60;

	private final EventIds ids = new EventIds("e");

	private final EventEncoder encoder = new EventEncoder((data) -> new byte[0], this.ids, Long.MAX_VALUE);

	private final LogSettings settings = new LogSettings(
			(room) -> new RoomRetention(1000, Duration.ofHours(1), 1_000_000, true), 100_000_000, 100_000_000,
			Duration.ofSeconds(1));

	private final EventLog log = new EventLog(this.ids, this.settings, System::nanoTime);

	private final RecordingTarget target = new RecordingTarget(this.log.target());

	// What the head was when a room was closed
	private final Map<String, Long> closed = new ConcurrentHashMap<>();

	private final List<Long> closedAt = new ArrayList<>();

	private final LogJournal journal = createJournal(this.ids, System::nanoTime, this.settings.maxWait());

	/**
	 * Create a journal that has not been started, over records of its own.
	 * @param ids the ids of the log
	 * @param nanoClock the clock of the log
	 * @param maxWait how long publishers wait
	 * @return the journal
	 */
	protected abstract LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration maxWait);

	@BeforeEach
	void start() {
		this.log.setControl((record) -> {
			this.closedAt.add(this.log.head());
			this.closed.put(name(record), this.log.head());
		});
		this.journal.start(this.target);
	}

	@AfterEach
	void stop() {
		this.journal.stop();
	}

	@Test
	void shouldGiveOutIncreasingSequences() throws Exception {
		List<Map<String, Long>> published = publish(this::broadcast);
		assertThat(published)
			.allSatisfy((ofOne) -> assertThat(List.copyOf(ofOne.values())).isSorted().doesNotHaveDuplicates());
		assertThat(published.stream().flatMap((ofOne) -> ofOne.values().stream())).doesNotHaveDuplicates()
			.allMatch((sequence) -> sequence > 0);
	}

	@Test
	void shouldHaveRecordsTakenInTheOrderOfTheirSequencesEachOnce() throws Exception {
		List<Map<String, Long>> published = publish(this::broadcastOrClose);
		assertThat(this.target.taken()).extracting(SequencedRecord::sequence).isSorted().doesNotHaveDuplicates();
		Map<String, Long> taken = new HashMap<>();
		this.target.taken().forEach((record) -> taken.put(name(record.record()), record.sequence()));
		assertThat(this.target.taken()).hasSize(PUBLISHERS * RECORDS);
		assertThat(published).allSatisfy((ofOne) -> assertThat(taken).containsAllEntriesOf(ofOne));
	}

	@Test
	void shouldReturnOnceTheRecordIsTaken() throws Exception {
		publish((name) -> {
			long sequence = broadcast(name);
			assertThat(this.log.head()).isGreaterThanOrEqualTo(sequence);
			assertThat(this.log.rooms()).contains(name);
			return sequence;
		});
	}

	@Test
	void shouldReturnOnceTheRecordIsCarriedOut() throws Exception {
		publish((name) -> {
			long sequence = this.journal.append(new LogRecord.CloseRoom(name));
			assertThat(this.closed).containsKey(name);
			return sequence;
		});
	}

	@Test
	void shouldCarryOutRecordsInTheirPlace() throws Exception {
		List<Map<String, Long>> published = publish(this::broadcastOrClose);
		assertThat(this.closedAt).hasSize(PUBLISHERS * RECORDS / 2).isSorted().doesNotHaveDuplicates();
		for (Map<String, Long> ofOne : published) {
			ofOne.keySet().removeIf((name) -> !this.closed.containsKey(name));
			assertThat(ofOne).hasSize(RECORDS / 2);
			assertThat(this.closed).as("with all before it, and nothing after").containsAllEntriesOf(ofOne);
		}
	}

	@Test
	void shouldCarryOutRecordsOfOneThreadBehindItsEvents() {
		for (int i = 0; i < RECORDS; i++) {
			long before = broadcast("room");
			this.journal.append(new LogRecord.CloseRoom("close-" + i));
			assertThat(this.closed.get("close-" + i)).isGreaterThan(before).isLessThan(broadcast("room"));
		}
	}

	@Test
	void shouldSealEventWithIdOfItsSequence() {
		WireEvent event = this.encoder.encode(SseEvent.of("hi"));
		long sequence = this.journal.append(new LogRecord.Broadcast(List.of("room"), event));
		RoomTap tap = join("room");
		List<RoomEntry> entries = new ArrayList<>();
		this.log.read(tap, 0, Long.MAX_VALUE, 10, false, entries);
		assertThat(entries).singleElement().satisfies((entry) -> {
			WireEvent taken = entry.entry().event();
			assertThat(new String(taken.bytes(), 0, taken.length(), StandardCharsets.UTF_8))
				.isEqualTo("data: hi\nid: " + this.ids.format(sequence) + "\n\n");
		});
	}

	private RoomTap join(String room) {
		ReaderMark mark = this.log.addReader(new IdleReader());
		return this.log.join(List.of(room), mark, StartRequest.NOW, (start) -> {
		}).rooms().get(0).tap();
	}

	@Test
	void shouldAppendAllTheSameWhenInterrupted() throws Exception {
		FutureTask<Boolean> publisher = run(() -> {
			Thread.currentThread().interrupt();
			long sequence = broadcast("room");
			assertThat(this.log.head()).isGreaterThanOrEqualTo(sequence);
			return Thread.currentThread().isInterrupted();
		});
		assertThat(get(publisher)).as("interrupt is kept").isTrue();
		assertThat(this.log.rooms()).containsExactly("room");
	}

	@Test
	void shouldReachIdsThatWereGivenOut() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.journal.reach(this.ids.format(broadcast("room")))).isEqualTo(LogJournal.Reach.HERE);
		}
		assertThat(this.journal.reach(this.ids.format(0))).isEqualTo(LogJournal.Reach.HERE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "e-", "e--1", "e-01", "e-+1", "e-1 ", "e-zzzzzz", "e-1y2p0ij32e8e8", "f-1", "order 1",
			"\u0000", "\n", "e-\u0661" })
	void shouldNotLetClientsComeBackForIdsThatWillNeverBe(String id) {
		broadcast("room");
		assertThat(this.journal.reach(id)).isNotNull().isNotEqualTo(LogJournal.Reach.LATER);
	}

	@Test
	void shouldReadAgainWhatWasTakenIfItKeepsMore() throws Exception {
		publish(this::broadcastOrClose);
		List<SequencedRecord> expected = this.target.taken().subList(1, this.target.taken().size());
		long upTo = expected.get(expected.size() - 1).sequence();
		long after = this.target.taken().get(0).sequence();
		List<SequencedRecord> read = new ArrayList<>();
		while (after < upTo) {
			List<SequencedRecord> page = new ArrayList<>();
			boolean complete = this.journal.read(after, upTo, 100, page);
			assertThat(complete).isEqualTo(this.journal.keepsMore());
			if (!complete) {
				return;
			}
			assertThat(page).hasSizeBetween(1, 100);
			read.addAll(page);
			after = page.get(page.size() - 1).sequence();
		}
		assertThat(read).extracting(SequencedRecord::sequence, (record) -> name(record.record()))
			.isEqualTo(expected.stream().map((record) -> tuple(record.sequence(), name(record.record()))).toList());
	}

	private long broadcast(String name) {
		WireEvent event = this.encoder.encode(SseEvent.of("data"));
		return this.journal.append(new LogRecord.Broadcast(List.of(name), event));
	}

	private long broadcastOrClose(String name) {
		int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
		return (number % 2 == 0) ? broadcast(name) : this.journal.append(new LogRecord.CloseRoom(name));
	}

	// Many publishers at once. Returns, for each, the sequences by name, in its order
	private static List<Map<String, Long>> publish(Publication publication) throws Exception {
		CountDownLatch ready = new CountDownLatch(PUBLISHERS);
		List<FutureTask<Map<String, Long>>> publishers = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			int publisher = i;
			publishers.add(run(() -> {
				ready.countDown();
				ready.await();
				Map<String, Long> sequences = new LinkedHashMap<>();
				for (int j = 0; j < RECORDS; j++) {
					String name = publisher + "-" + j;
					sequences.put(name, publication.publish(name));
				}
				return sequences;
			}));
		}
		List<Map<String, Long>> result = new ArrayList<>();
		for (FutureTask<Map<String, Long>> publisher : publishers) {
			result.add(get(publisher));
		}
		return result;
	}

	private static <T> FutureTask<T> run(Callable<T> action) {
		FutureTask<T> task = new FutureTask<>(action);
		Thread thread = new Thread(task, "publisher");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	private static <T> T get(FutureTask<T> task) throws InterruptedException, ExecutionException, TimeoutException {
		return task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	private static String name(LogRecord record) {
		return (record instanceof LogRecord.Broadcast broadcast) ? broadcast.rooms().iterator().next()
				: ((LogRecord.CloseRoom) record).room();
	}

	@FunctionalInterface
	private interface Publication {

		long publish(String name);

	}

}
