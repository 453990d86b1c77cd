package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomLimitException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.hub.Admission.Limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

class AdmissionTests {

	private static final int THREADS = 8;

	private TestHub hub = new TestHub();

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	private void limit(int connections, int perUser, PerUserPolicy policy, int perAddress, int roomsTotal) {
		this.hub.stop();
		this.hub = new TestHub(new AdmissionSettings(connections, perUser, policy, perAddress, roomsTotal));
	}

	private Admission admission() {
		return this.hub.streams.admission();
	}

	private boolean admit(HubConnection connection, String... rooms) {
		try {
			admission().admit(connection, SseSubscription.to(rooms));
			return true;
		}
		catch (SseConnectionRefusedException ex) {
			connection.abandon();
			return false;
		}
	}

	@ParameterizedTest
	@CsvSource({ "CONNECTIONS,503,3,0,0,0", "PER_USER,429,0,3,0,0", "PER_ADDRESS,429,0,0,3,0",
			"ROOMS_TOTAL,503,0,0,0,3", "PER_USER,429,3,3,3,3", "PER_ADDRESS,429,3,0,3,3", "CONNECTIONS,503,3,0,0,3" })
	void shouldRefuseOneStreamTooMany(Limit limit, int status, int connections, int perUser, int perAddress,
			int roomsTotal) {
		limit(connections, perUser, PerUserPolicy.REFUSE, perAddress, roomsTotal);
		for (int i = 0; i < 3; i++) {
			this.hub.open("ann", SseSubscription.to("room-" + i));
		}
		HubConnection connection = this.hub.connect("ann");
		SseConnectionRefusedException refusal = catchThrowableOfType(SseConnectionRefusedException.class,
				() -> this.hub.streams.open(connection, SseSubscription.to("another")));
		assertThat(refusal.getStatusCode()).isEqualTo(HttpStatus.valueOf(status));
		assertThat(refusal.getHeaders().getFirst("Retry-After")).isEqualTo("3");
		assertThat(refusal.getStackTrace()).isEmpty();
		for (Limit any : Limit.values()) {
			assertThat(admission().refused(any)).isEqualTo((any == limit) ? 1 : 0);
		}
		connection.abandon();
		assertThat(this.hub.hub.rooms()).doesNotContain("another");
	}

	@Test
	void shouldLimitNothingByDefault() {
		IntStream.range(0, 200).forEach((i) -> this.hub.open("ann", SseSubscription.to("room-" + i)));
		assertThat(this.hub.hub.connections()).hasSize(200);
	}

	@Test
	void shouldCountNeitherAnonymousUsersNorOtherOnes() {
		limit(0, 1, PerUserPolicy.REFUSE, 0, 0);
		assertThat(admit(this.hub.connect(null))).isTrue();
		assertThat(admit(this.hub.connect(null))).isTrue();
		assertThat(admit(this.hub.connect("ann"))).isTrue();
		assertThat(admit(this.hub.connect("bob"))).isTrue();
		assertThat(admit(this.hub.connect("ann"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1,192.0.2.1,false", "192.0.2.1,192.0.2.2,true", "2001:db8::1,2001:db8::2,false",
			"2001:db8:0:1::1,2001:db8:0:2::1,true", "[2001:db8::1],2001:db8:0:0:5::%eth0,false",
			"::ffff:192.0.2.1,192.0.2.1,false", "unknown,unknown,false", "a:b:c,a:b:d,true", "[::1,::1,false",
			"192.0.2.1:1111,192.0.2.1:2222,false", "192.0.2.1:1111,192.0.2.2:1111,true",
			"[2001:db8:1:2:3:4:5:6]:1111,[2001:db8:1:2:3:4:5:6]:2222,false", "[2001:db8::1]:1111,2001:db8::2,false",
			"[2001:db8:0:1::1]:1,[2001:db8:0:2::1]:1,true", "::1,[::1]:80,false" })
	void shouldCountTheAddressesOfAClientAsOne(String first, String second, boolean admitted) {
		limit(0, 0, PerUserPolicy.REFUSE, 1, 0);
		assertThat(admit(this.hub.connect(null, first))).isTrue();
		assertThat(admit(this.hub.connect(null, second))).isEqualTo(admitted);
	}

	@Test
	void shouldTakeNoPlaceWhereItOnlyLooks() {
		limit(1, 1, PerUserPolicy.REFUSE, 0, 0);
		admission().check(this.hub.connect("ann"), SseSubscription.to());
		HubConnection connection = this.hub.connect("ann");
		assertThat(admit(connection)).isTrue();
		assertThatExceptionOfType(SseConnectionRefusedException.class)
			.isThrownBy(() -> admission().check(this.hub.connect("ann"), SseSubscription.to()));
		connection.abandon();
		admission().check(this.hub.connect("ann"), SseSubscription.to());
	}

	@Test
	void shouldEndTheOldestStreamOfTheUserForANewOne() {
		limit(2, 2, PerUserPolicy.REPLACE, 2, 2);
		TestHub.TestStream first = this.hub.open("ann", SseSubscription.to("a"));
		TestHub.TestStream second = this.hub.open("ann", SseSubscription.to("b"));
		admission().check(this.hub.connect("ann"), SseSubscription.to());
		assertThat(first.connection.state().hasEnded()).isFalse();
		this.hub.open("ann", SseSubscription.to("c"));
		await().untilAsserted(() -> assertThat(this.hub.calls).contains("closed REPLACED"));
		assertThat(first.end).isEqualTo("completed");
		assertThat(second.end).isNull();
		assertThat(admit(this.hub.connect("bob"))).isFalse();
		assertThat(admission().refused(Limit.PER_USER)).isZero();
	}

	@Test
	void shouldEndNoStreamForOneThatIsRefused() {
		limit(0, 1, PerUserPolicy.REPLACE, 0, 2);
		TestHub.TestStream stream = this.hub.open("ann", SseSubscription.to("a"));
		this.hub.open("bob", SseSubscription.to("b"));
		assertThat(admit(this.hub.connect("ann"), "c", "d")).isFalse();
		assertThatExceptionOfType(SseRoomLimitException.class)
			.isThrownBy(() -> admission().admit(this.hub.connect("ann"),
					SseSubscription.to(IntStream.rangeClosed(0, TestHub.MAX_ROOMS).mapToObj(String::valueOf).toList())))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
		assertThat(admission().refused(Limit.ROOMS)).isOne();
		assertThat(stream.connection.state().hasEnded()).isFalse();
	}

	@Test
	void shouldTakeNoPlaceForAStreamThatMayNotBeInARoom() {
		limit(1, 1, PerUserPolicy.REPLACE, 0, 1);
		TestHub.TestStream stream = this.hub.open("ann", SseSubscription.to("a"));
		this.hub.authorizers.add((connection, room, access) -> false);
		HubConnection refused = this.hub.connect("ann");
		assertThatExceptionOfType(SseRoomAccessDeniedException.class)
			.isThrownBy(() -> admission().admit(refused, SseSubscription.to("a")));
		assertThat(stream.connection.state().hasEnded()).isFalse();
		stream.connection.abandon();
		assertThat(admission().isIdle()).isTrue();
		assertThat(admission().refused(Limit.ROOM_ACCESS)).isOne();
	}

	@Test
	void shouldLetAStreamJoinNoRoomTooMany() {
		limit(0, 0, PerUserPolicy.REFUSE, 0, 2);
		TestHub.TestStream stream = this.hub.open("a");
		stream.connection.join("b");
		stream.connection.join("a");
		TestHub.TestStream other = this.hub.open("a", "b");
		assertThatExceptionOfType(SseConnectionRefusedException.class).isThrownBy(() -> stream.connection.join("c"))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
		assertThat(stream.connection.rooms()).containsExactly("a", "b");
		stream.connection.leave("b");
		assertThatExceptionOfType(SseConnectionRefusedException.class).isThrownBy(() -> stream.connection.join("c"));
		other.connection.leave("*");
		stream.connection.join("c");
		assertThat(stream.connection.rooms()).containsExactly("a", "c");
		assertThat(admission().refused(Limit.ROOMS_TOTAL)).isEqualTo(2);
	}

	@Test
	void shouldCountTheRoomsOfTheStreamThatOpensAfterOneThatFailed() {
		limit(1, 0, PerUserPolicy.REFUSE, 0, 2);
		HubConnection connection = this.hub.connect("ann");
		assertThat(admit(connection, "a", "b")).isTrue();
		assertThatExceptionOfType(SseConnectionRefusedException.class)
			.isThrownBy(() -> admission().admit(connection, SseSubscription.to("a", "c", "d")));
		admission().admit(connection, SseSubscription.to("c"));
		connection.join("d");
		assertThatExceptionOfType(SseConnectionRefusedException.class).isThrownBy(() -> connection.join("e"));
		connection.abandon();
		assertThat(admission().isIdle()).isTrue();
	}

	@Test
	void shouldGiveBackThePlaceOfAStreamWhoseSnapshotFails() {
		limit(1, 1, PerUserPolicy.REFUSE, 1, 1);
		HubConnection connection = this.hub.connect("ann");
		SseSubscription failing = SseSubscription.to("a").snapshot((position) -> {
			throw new IllegalStateException("Failing");
		});
		assertThatIllegalStateException().isThrownBy(() -> this.hub.streams.open(connection, failing));
		connection.abandon();
		assertThat(admission().isIdle()).isTrue();
		this.hub.open("ann", SseSubscription.to("b"));
	}

	@Test
	void shouldGiveBackTheRoomsThatAreClosed() {
		limit(0, 0, PerUserPolicy.REFUSE, 0, 2);
		TestHub.TestStream stream = this.hub.open("a", "b");
		this.hub.hub.close("a");
		await().untilAsserted(() -> assertThat(stream.connection.rooms()).containsExactly("b"));
		this.hub.open("b", "c");
	}

	@Test
	void shouldAdmitAsManyAsThereArePlacesOfThoseThatComeAtOnce() throws Exception {
		limit(7, 5, PerUserPolicy.REFUSE, 6, 0);
		for (int round = 0; round < 50; round++) {
			List<HubConnection> admitted = Collections.synchronizedList(new ArrayList<>());
			CyclicBarrier start = new CyclicBarrier(THREADS);
			inThreads((thread) -> {
				HubConnection connection = this.hub.connect("ann");
				start.await();
				if (admit(connection)) {
					admitted.add(connection);
				}
				return null;
			});
			assertThat(admitted).hasSize(5);
			admitted.forEach(HubConnection::abandon);
			assertThat(admission().isIdle()).isTrue();
		}
	}

	@Test
	void shouldNeverHaveMoreThanTheLimits() throws Exception {
		limit(10, 4, PerUserPolicy.REFUSE, 5, 6);
		Counts counts = new Counts();
		inThreads((thread) -> {
			Random random = new Random(thread);
			List<TestHub.TestStream> open = new ArrayList<>();
			for (int i = 0; i < 2000; i++) {
				change(random, open, counts);
			}
			open.forEach((stream) -> {
				counts.add(stream.connection, -1);
				stream.connection.close();
			});
			return null;
		});
		assertThat(counts.max.get("all")).isBetween(6, 10);
		assertThat(counts.max).allSatisfy((key, max) -> {
			if (key.startsWith("user ")) {
				assertThat(max).isLessThanOrEqualTo(4);
			}
			if (key.startsWith("address ")) {
				assertThat(max).isLessThanOrEqualTo(5);
			}
		});
		await().untilAsserted(() -> assertThat(this.hub.hub.connections()).isEmpty());
		await().untilAsserted(() -> assertThat(admission().isIdle()).isTrue());
		assertThat(admission().refused(Limit.CONNECTIONS)).isPositive();
		assertThat(admission().refused(Limit.PER_USER)).isPositive();
		assertThat(admission().refused(Limit.PER_ADDRESS)).isPositive();
		assertThat(admission().refused(Limit.ROOMS_TOTAL)).isPositive();
	}

	private void change(Random random, List<TestHub.TestStream> open, Counts counts) {
		if (!open.isEmpty() && random.nextInt(3) == 0) {
			TestHub.TestStream stream = open.remove(random.nextInt(open.size()));
			counts.add(stream.connection, -1);
			if (random.nextBoolean()) {
				stream.connection.close();
			}
			else {
				stream.connection.abandon();
			}
			return;
		}
		if (!open.isEmpty() && random.nextInt(3) == 0) {
			joinOrLeave(random, open.get(random.nextInt(open.size())).connection);
			return;
		}
		HubConnection connection = this.hub.connect((random.nextInt(4) > 0) ? "user" + random.nextInt(3) : null,
				"192.0.2." + random.nextInt(3));
		try {
			TestHub.TestStream stream = new TestHub.TestStream(connection);
			byte[] opening = this.hub.streams.open(connection, SseSubscription.to("room" + random.nextInt(10)));
			counts.add(connection, 1);
			stream.attach(opening);
			open.add(stream);
		}
		catch (SseConnectionRefusedException ex) {
			connection.abandon();
		}
	}

	private static void joinOrLeave(Random random, HubConnection connection) {
		String room = "room" + random.nextInt(10);
		try {
			if (random.nextBoolean()) {
				connection.join(room);
			}
			else {
				connection.leave(room);
			}
		}
		catch (SseConnectionRefusedException ex) {
			assertThat(connection.rooms()).doesNotContain(room);
		}
	}

	@Test
	void shouldReplaceAllButTheNewestOfThoseThatComeAtOnce() throws Exception {
		limit(4, 2, PerUserPolicy.REPLACE, 0, 0);
		List<TestHub.TestStream> all = Collections.synchronizedList(new ArrayList<>());
		inThreads((thread) -> {
			for (int i = 0; i < 100; i++) {
				all.add(this.hub.open("user" + thread % 2, SseSubscription.to("room")));
			}
			return null;
		});
		assertThat(all).filteredOn((stream) -> !stream.connection.state().hasEnded()).hasSize(4);
		await().untilAsserted(() -> assertThat(this.hub.hub.connections()).hasSize(4));
		this.hub.hub.connections().forEach((connection) -> connection.close());
		await().untilAsserted(() -> assertThat(admission().isIdle()).isTrue());
	}

	@Test
	void shouldNotKeepTheRoomsOfStreamsThatEndWhileTheyJoin() throws Exception {
		limit(0, 0, PerUserPolicy.REFUSE, 0, 1000);
		for (int i = 0; i < 200; i++) {
			TestHub.TestStream stream = this.hub.open("a");
			CyclicBarrier start = new CyclicBarrier(2);
			Thread joining = new Thread(() -> {
				try {
					start.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				for (int room = 0; room < 50; room++) {
					stream.connection.join("room" + room);
				}
			});
			joining.start();
			start.await();
			stream.connection.close();
			joining.join();
		}
		await().untilAsserted(() -> assertThat(admission().isIdle()).isTrue());
	}

	private static void inThreads(ThreadTask task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				tasks.add(() -> task.run(thread));
			}
			for (Future<Void> future : executor.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
				future.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private interface ThreadTask {

		Void run(int thread) throws Exception;

	}

	/**
	 * Counts streams between their opening and the moment in which they are told to end,
	 * and so never more than have a place.
	 */
	private static final class Counts {

		private final ConcurrentHashMap<String, AtomicInteger> now = new ConcurrentHashMap<>();

		private final ConcurrentHashMap<String, Integer> max = new ConcurrentHashMap<>();

		void add(HubConnection connection, int delta) {
			add("all", delta);
			add("address " + connection.remoteAddress(), delta);
			if (connection.user() != null) {
				add("user " + connection.user(), delta);
			}
		}

		private void add(String key, int delta) {
			int value = this.now.computeIfAbsent(key, (same) -> new AtomicInteger()).addAndGet(delta);
			this.max.merge(key, value, Math::max);
		}

	}

}
