package io.github.ssehub.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.Assert;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.LogReader;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.SequencedRecord;
import io.github.ssehub.log.codec.RecordCodec;
import io.github.ssehub.wire.EventIds;

/**
 * The journal of a hub on several nodes: a Redis stream puts in order what any of them
 * publishes, and each takes it from there. Thread-safe.
 */
public final class RedisJournal implements LogJournal, AopInfrastructureBean {

	private static final JournalStatus STOPPED = new JournalStatus(false, 0, 0, 0, 0, null);

	private static final Duration REACH_TIMEOUT = Duration.ofSeconds(1);

	private final EventIds ids;

	private final RedisJournalSettings settings;

	private final LettuceConnectionFactory connectionFactory;

	private final RecordCodec codec;

	private final RedisClock clock;

	private final JournalPosition position = new JournalPosition();

	private final SequenceQuery sequences = new SequenceQuery(this::requestSequence);

	// Mutable state
	private @Nullable LogTarget target;

	private volatile @Nullable JournalRun run;

	private boolean stopped;

	/**
	 * Create a new {@link RedisJournal} instance.
	 * @param settings the settings
	 * @param connectionFactory tells how to connect; its own connections are not used
	 * @param nanoClock the clock of the log, in nanoseconds
	 */
	public RedisJournal(RedisJournalSettings settings, LettuceConnectionFactory connectionFactory,
			LongSupplier nanoClock) {
		this(ClusterIds.of(settings.name()), settings, connectionFactory, nanoClock);
	}

	RedisJournal(EventIds ids, RedisJournalSettings settings, LettuceConnectionFactory connectionFactory,
			LongSupplier nanoClock) {
		this.ids = ids;
		this.settings = settings;
		this.connectionFactory = connectionFactory;
		this.codec = new RecordCodec(ids);
		this.clock = new RedisClock(nanoClock);
	}

	/**
	 * Return the ids of the events, which are the same on all nodes.
	 * @return the ids
	 */
	public EventIds ids() {
		return this.ids;
	}

	/**
	 * Set the log to feed, which begins with {@link #run()} or with the first record.
	 */
	@Override
	public synchronized void start(LogTarget target) {
		Assert.state(this.target == null, "Journal has been started");
		this.target = target;
	}

	/**
	 * Connect, and go on from where the log is. Does nothing if that is so already.
	 * @return whether there is a log to feed
	 */
	public synchronized boolean run() {
		this.stopped = false;
		return this.target != null && runUnlessStopped() != null;
	}

	private synchronized @Nullable JournalRun runUnlessStopped() {
		LogTarget target = this.target;
		Assert.state(target != null, "Journal has not been started");
		if (this.run == null && !this.stopped) {
			JournalRun run = new JournalRun(this.settings, this.connectionFactory, target, this.codec, this.position,
					this.clock);
			run.start();
			this.run = run;
		}
		return this.run;
	}

	/**
	 * Wait until streams may start.
	 * @param timeout how long to wait
	 * @return whether they may
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitReady(Duration timeout) throws InterruptedException {
		return this.position.awaitReady(timeout.toNanos());
	}

	@Override
	public synchronized void stop() {
		this.stopped = true;
		JournalRun run = this.run;
		if (run != null) {
			try {
				run.stop();
			}
			finally {
				this.run = null;
			}
		}
	}

	@Override
	public long append(LogRecord record) {
		Assert.state(!(Thread.currentThread() instanceof LogReader.ReaderThread),
				"In a cluster a filter of a stream must not publish and wait");
		PendingRecord pending = submit(record);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					long left = pending.expire(System.nanoTime());
					return (left > 0) ? pending.result().get(left, TimeUnit.NANOSECONDS) : pending.result().get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (TimeoutException ex) {
					// Look again
				}
			}
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// With the stack of the publisher
	private static RuntimeException failure(@Nullable Throwable cause) {
		if (cause instanceof SseUnavailableException) {
			return new SseUnavailableException(String.valueOf(cause.getMessage()), cause);
		}
		return new SsePublishUncertainException((cause != null) ? String.valueOf(cause.getMessage()) : "Failed", cause);
	}

	@Override
	public CompletableFuture<Long> appendAsync(LogRecord record) {
		try {
			PendingRecord pending = submit(record);
			expireLater(pending);
			return pending.result();
		}
		catch (SseUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void expireLater(PendingRecord pending) {
		long left = pending.expire(System.nanoTime());
		if (left > 0) {
			pending.result().copy().orTimeout(left, TimeUnit.NANOSECONDS).whenComplete((sequence, failure) -> {
				if (!pending.result().isDone()) {
					expireLater(pending);
				}
			});
		}
	}

	private PendingRecord submit(LogRecord record) {
		byte[] encoded = this.codec.encode(record);
		JournalRun run = this.run;
		run = (run != null) ? run : runUnlessStopped();
		if (run == null) {
			throw new SseUnavailableException("Publishing has ended", null);
		}
		PendingRecord pending = new PendingRecord(record, encoded, this.settings.publishTimeout(),
				this.settings.maxWait(), this.settings.waitReplicas() > 0);
		run.queue().add(pending);
		return pending;
	}

	@Override
	public boolean isReady() {
		return this.position.isReady();
	}

	@Override
	public Reach reach(String id) {
		long sequence = this.ids.parse(id);
		if (!isReady()) {
			return Reach.LATER;
		}
		if (id.isEmpty() || (sequence >= 0 && sequence <= this.position.through())) {
			return Reach.HERE;
		}
		try {
			return reachUnread(sequence);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Reach.LATER;
		}
		catch (ExecutionException | TimeoutException ex) {
			return Reach.LATER;
		}
	}

	// An id of the application may be of any record that this node has yet to read
	private Reach reachUnread(long sequence) throws InterruptedException, ExecutionException, TimeoutException {
		long deadline = System.nanoTime() + REACH_TIMEOUT.toNanos();
		long last = this.sequences.ask().get(REACH_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
		if (last < sequence) {
			return Reach.BEYOND;
		}
		long wanted = (sequence >= 0) ? sequence : last;
		return this.position.await(wanted, deadline - System.nanoTime()) ? Reach.HERE : Reach.LATER;
	}

	private CompletableFuture<Long> requestSequence() {
		JournalRun run = this.run;
		ClusterConnection connection = (run != null) ? run.connection() : null;
		return (connection != null) ? connection.sequenceLater().toCompletableFuture()
				: CompletableFuture.failedFuture(new ConnectionLostException("There is no connection to Redis", null));
	}

	@Override
	public boolean keepsMore() {
		return true;
	}

	@Override
	public boolean read(long after, long upTo, int max, List<SequencedRecord> target) {
		JournalRun run = this.run;
		return run != null && run.past().read(after, upTo, max, target);
	}

	@Override
	public JournalStatus status() {
		JournalRun run = this.run;
		return (run != null) ? run.status() : STOPPED;
	}

}
