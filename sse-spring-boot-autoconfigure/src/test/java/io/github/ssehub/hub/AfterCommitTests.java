package io.github.ssehub.hub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventTooLargeException;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.ReducedClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Publishing with the transactions of a database.
 */
class AfterCommitTests {

	private final TestHub test = new TestHub();

	private final SsePublisher publisher = this.test.hub.afterCommit();

	private final DriverManagerDataSource dataSource = new DriverManagerDataSource(
			"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

	private final FailingTransactionManager transactions = new FailingTransactionManager(this.dataSource);

	private final TransactionTemplate transaction = new TransactionTemplate(this.transactions);

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private TestHub.TestStream stream;

	private LogCapture log;

	@BeforeEach
	void start() {
		this.jdbc.execute("create table item (name varchar(20))");
		this.stream = this.test.open("a", "b");
		this.log = new LogCapture();
	}

	@AfterEach
	void stop() {
		this.log.close();
		this.test.stop();
		this.jdbc.execute("shutdown");
	}

	@Test
	void shouldPublishInTheOrderOfTheCallsOnceTheTransactionHasCommitted() {
		String before = this.test.hub.position();
		this.transaction.executeWithoutResult((status) -> {
			insert("1");
			this.publisher.broadcast("a", "1");
			this.test.hub.afterCommit().broadcast(List.of("b", "a"), "2");
			this.publisher.afterCommit().broadcast("b", "name", "3");
			assertThat(this.test.hub.position()).isEqualTo(before);
		});
		assertThat(published()).containsExactly("1", "2", "3");
		assertThat(items()).containsExactly("1");
	}

	@Test
	void shouldPublishNothingAfterARollback() {
		String before = this.test.hub.position();
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "no");
			status.setRollbackOnly();
		});
		assertThatExceptionOfType(OnPurposeException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.publisher.broadcast("a", "no");
				throw new OnPurposeException();
			}));
		assertThat(this.test.hub.position()).isEqualTo(before);
		assertThat(published()).isEmpty();
		assertThat(this.log.messages()).isEmpty();
	}

	@Test
	void shouldPublishAtOnceWithoutATransaction() {
		String id = this.publisher.broadcast("a", "1");
		assertThat(id).isEqualTo(this.test.hub.position()).isEqualTo(this.publisher.position());
		template(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult((status) -> {
			assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isTrue();
			assertThat(this.publisher.broadcast("a", "2")).isEqualTo(this.test.hub.position());
			status.setRollbackOnly();
		});
		assertThat(published()).containsExactly("1", "2");
	}

	@Test
	void shouldPublishAtOnceOnAThreadWithoutTheTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "late");
			CompletableFuture.runAsync(() -> this.publisher.broadcast("a", "early")).join();
		});
		assertThat(published()).containsExactly("early", "late");
	}

	@Test
	void shouldPublishWithTheTransactionThatTheCallWasMadeIn() {
		TransactionTemplate inner = template(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "outer 1");
			inner.executeWithoutResult((innerStatus) -> this.publisher.broadcast("a", "inner"));
			inner.executeWithoutResult((innerStatus) -> {
				this.publisher.broadcast("a", "no");
				innerStatus.setRollbackOnly();
			});
			this.publisher.broadcast("a", "outer 2");
		});
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "no");
			inner.executeWithoutResult((innerStatus) -> this.publisher.broadcast("a", "committed"));
			status.setRollbackOnly();
		});
		assertThat(published()).containsExactly("inner", "outer 1", "outer 2", "committed");
	}

	@Test
	void shouldPublishWithTheOuterTransactionWhereItIsJoined() {
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "1");
			this.transaction.executeWithoutResult((inner) -> this.publisher.broadcast("a", "2"));
			this.publisher.broadcast("a", "3");
			assertThat(this.publisher.position()).endsWith("-0");
		});
		assertThat(published()).containsExactly("1", "2", "3");
	}

	@Test
	void shouldPublishNothingOfNestedTransactionsThatAreRolledBack() {
		this.transaction.executeWithoutResult((status) -> {
			nested(true, "no");
			nested(false, "1");
			this.publisher.broadcast("a", "2");
			nested(false, "3", () -> nested(true, "no", () -> nested(false, "no")), () -> nested(false, "4"));
			nested(true, "no", () -> nested(false, "no"));
			Object savepoint = status.createSavepoint();
			this.publisher.broadcast("a", "no");
			status.rollbackToSavepoint(savepoint);
			this.publisher.broadcast("a", "5");
		});
		assertThat(published()).containsExactly("1", "2", "3", "4", "5");
	}

	private void nested(boolean rollBack, String data, Runnable... actions) {
		template(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((status) -> {
			this.publisher.broadcast("a", data);
			Arrays.stream(actions).forEach(Runnable::run);
			if (rollBack) {
				status.setRollbackOnly();
			}
		});
	}

	@Test
	void shouldReturnTheOwnIdOrAPositionBeforeTheEvent() {
		String before = this.test.hub.broadcast("a", "before");
		SseEvent own = SseEvent.builder().id("own").data("2").build();
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.publisher.broadcast("a", "1")).isEqualTo(before);
			assertThat(this.publisher.broadcast("a", own)).isEqualTo("own");
		});
		assertThat(published()).containsExactly("before", "1", "2");
	}

	@Test
	@SuppressWarnings("NullAway") // Test null check
	void shouldRefuseAtTheCall() {
		this.transaction.executeWithoutResult((status) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast("a", (SseEvent) null));
			assertThatIllegalArgumentException().isThrownBy(() -> this.publisher.broadcast(List.of(), "x"));
			assertThatExceptionOfType(SseRoomNameException.class).isThrownBy(() -> this.publisher.broadcast("", "x"));
			assertThatExceptionOfType(SseEventTooLargeException.class)
				.isThrownBy(() -> this.publisher.broadcast("a", "x".repeat(2 * 1024 * 1024)));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.publisher.broadcast("a", new CompletableFuture<>()));
			String hubId = this.publisher.position();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.publisher.broadcast("a", SseEvent.builder().id(hubId).data("forged").build()));
			this.publisher.broadcast("a", "good");
		});
		assertThat(published()).containsExactly("good");
		assertThat(this.log.messages()).isEmpty();
	}

	@Test
	void shouldWriteDataAtTheCall() {
		List<String> data = new ArrayList<>(List.of("at the call"));
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", data);
			data.add("later");
		});
		assertThat(published()).containsExactly("[at the call]");
	}

	@Test
	void shouldPublishWhatIsBroadcastWhileOthersAreToldOfTheCommit() {
		this.transaction.executeWithoutResult((status) -> afterCommit(() -> this.publisher.broadcast("a", "told")));
		this.transaction.executeWithoutResult((status) -> {
			afterCommit(() -> this.publisher.broadcast("a", "2"));
			this.publisher.broadcast("a", "1");
		});
		assertThat(published()).containsExactly("told", "1", "2");
	}

	@Test
	void shouldPublishThoughOthersFailWhenTheyAreToldOfTheCommit() {
		assertThatExceptionOfType(OnPurposeException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				insert("1");
				afterCommit(() -> {
					throw new OnPurposeException();
				});
				this.publisher.broadcast("a", "1");
			}));
		assertThat(items()).containsExactly("1");
		assertThat(published()).containsExactly("1");
	}

	private static void afterCommit(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

	@Test
	void shouldPublishNothingAndSaySoWhereTheEndIsNotKnown() {
		this.transactions.fail = true;
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.publisher.broadcast("a", "1");
				this.publisher.broadcast("a", "2");
			}));
		assertThat(published()).isEmpty();
		assertThat(this.log.messages()).singleElement().asString().contains("2 events are not published");
	}

	@Test
	void shouldPublishNothingOnceEnded() {
		String position = this.test.hub.position();
		this.transaction.executeWithoutResult((status) -> {
			this.publisher.broadcast("a", "before");
			this.test.stop();
			assertThat(this.publisher.broadcast("a", SseEvent.builder().id("own").data("x").build()))
				.isEqualTo(position);
		});
		assertThat(this.test.hub.position()).isEqualTo(position);
		assertThat(this.log.messages()).isEmpty();
	}

	@Test
	void shouldPublishWithManyTransactionsAtOnce() throws Exception {
		var threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Object>> tasks = new ArrayList<>();
			for (int i = 0; i < 80; i++) {
				boolean commit = i % 2 == 0;
				tasks.add(() -> this.transaction.execute((status) -> {
					this.publisher.broadcast("a", commit ? "yes" : "no");
					this.publisher.broadcast("a", commit ? "yes" : "no");
					if (!commit) {
						status.setRollbackOnly();
					}
					return "done";
				}));
			}
			for (var task : threads.invokeAll(tasks)) {
				assertThat(task.get()).isEqualTo("done");
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(published()).hasSize(80).containsOnly("yes");
	}

	@Test
	void shouldPublishAtOnceWithoutTheTransactionsOfSpring() throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without("spring-tx", "spring-jdbc")) {
			assertThat(classPath.run(Program.class)).isEqualTo(true);
		}
	}

	private TransactionTemplate template(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private void insert(String name) {
		this.jdbc.update("insert into item values (?)", name);
	}

	private List<String> items() {
		return this.jdbc.queryForList("select name from item", String.class);
	}

	private List<String> published() {
		this.test.hub.broadcast("a", "end");
		await().until(() -> this.stream.text().contains("data: end\n"));
		return this.stream.text()
			.lines()
			.filter((line) -> line.startsWith("data: ") && !line.equals("data: end"))
			.map((line) -> line.substring(6))
			.toList();
	}

	/**
	 * Runs with the reduced class path.
	 */
	public static final class Program implements Callable<Boolean> {

		@Override
		public Boolean call() {
			TestHub test = new TestHub();
			try {
				return test.hub.afterCommit().broadcast("a", "at once").equals(test.hub.position())
						&& test.hub.position().endsWith("-1");
			}
			finally {
				test.stop();
			}
		}

	}

	private static final class OnPurposeException extends RuntimeException {

	}

	/**
	 * Fails to commit when it is told to.
	 */
	@SuppressWarnings("serial")
	private static final class FailingTransactionManager extends DataSourceTransactionManager {

		private boolean fail;

		FailingTransactionManager(DriverManagerDataSource dataSource) {
			super(dataSource);
			setNestedTransactionAllowed(true);
			setTransactionSynchronization(SYNCHRONIZATION_ALWAYS);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			if (this.fail) {
				throw new TransactionSystemException("on purpose");
			}
			super.doCommit(status);
		}

	}

}
