package io.github.ssehub.redis;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.Assert;

import io.github.ssehub.SseUnavailableException;
import io.github.ssehub.log.LogReader;

/**
 * The nodes of a cluster that are alive, and what this one does in Redis apart from its
 * journal: on a thread and a connection of its own, which it has from the first use on.
 * Thread-safe.
 * <p>
 * A node that ends without a word is alive for 20 seconds more, one that is stopped for
 * 10, so that what its clients had here can move. If Redis was away for all of them, they
 * have 10 seconds to come back before any is taken for dead.
 */
public final class ClusterNodes implements AopInfrastructureBean {

	private static final long LEAVE_MILLIS = 2000;

	private static final long STOP_MILLIS = 500;

	private final String id = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	private final RedisJournalSettings settings;

	private final LettuceConnectionFactory connectionFactory;

	private final NodeTimes times;

	private final List<NodeTask> tasks = new CopyOnWriteArrayList<>();

	// Mutable state
	private @Nullable Run run;

	private boolean stopped;

	/**
	 * Create a new {@link ClusterNodes} instance.
	 * @param settings the settings
	 * @param connectionFactory tells how to connect; its own connections are not used
	 */
	public ClusterNodes(RedisJournalSettings settings, LettuceConnectionFactory connectionFactory) {
		this(settings, connectionFactory, NodeTimes.DEFAULT);
	}

	ClusterNodes(RedisJournalSettings settings, LettuceConnectionFactory connectionFactory, NodeTimes times) {
		this.settings = settings;
		this.connectionFactory = connectionFactory;
		this.times = times;
	}

	// Of this node: lower case letters and digits, another one in each process
	String id() {
		return this.id;
	}

	/**
	 * Return the nodes that are alive.
	 * @return their ids, as they were a second ago while Redis can be reached; empty
	 * before the first use
	 */
	synchronized Set<String> live() {
		return (this.run != null) ? this.run.thread().live() : Set.of();
	}

	/**
	 * Add what is done each second, before the first use.
	 * @param task the task
	 */
	void add(NodeTask task) {
		this.tasks.add(task);
	}

	/**
	 * Have the tasks called soon, and from now on.
	 */
	void wake() {
		Run run = runUnlessStopped();
		if (run != null) {
			run.thread().wake();
		}
	}

	/**
	 * Ask Redis something, on the thread of a request: waits for it as long as a
	 * publisher does.
	 * @param <T> the type of the answer
	 * @param question asks, with a connection that others use, too
	 * @return the answer
	 * @throws SseUnavailableException if Redis does not answer
	 */
	<T> T ask(Function<ClusterConnection, T> question) {
		Assert.state(!(Thread.currentThread() instanceof LogReader.ReaderThread),
				"In a cluster a filter of a stream must not wait");
		try {
			return question.apply(connection());
		}
		catch (ConnectionLostException | RedisException ex) {
			throw new SseUnavailableException("Redis cannot be asked: " + ex.getMessage(), ex);
		}
	}

	private ClusterConnection connection() {
		Run run = runUnlessStopped();
		try {
			ClusterConnection connection = (run != null)
					? run.thread().awaitConnection(this.settings.publishTimeout().toNanos()) : null;
			if (connection != null) {
				return connection;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new ConnectionLostException("There is no connection", null);
	}

	private synchronized @Nullable Run runUnlessStopped() {
		if (this.run == null && !this.stopped) {
			ClusterConnections connections = new ClusterConnections(this.connectionFactory,
					new RedisKeys(this.settings.name()), this.settings.publishTimeout());
			this.run = new Run(connections, new NodeThread(connections, this.id, this.times, this.tasks));
			this.run.thread().start();
		}
		return this.run;
	}

	/**
	 * Allow what needs it to connect.
	 */
	public synchronized void start() {
		this.stopped = false;
	}

	/**
	 * Say goodbye, and disconnect.
	 */
	public void stop() {
		Run run;
		synchronized (this) {
			this.stopped = true;
			run = this.run;
			this.run = null;
		}
		if (run != null) {
			run.stop();
		}
	}

	/**
	 * From the first use to the stop.
	 */
	private record Run(ClusterConnections connections, NodeThread thread) {

		void stop() {
			try {
				this.thread.leave(LEAVE_MILLIS);
				this.thread.stop();
				this.thread.join(STOP_MILLIS);
			}
			catch (InterruptedException ex) {
				this.thread.stop();
				Thread.currentThread().interrupt();
			}
			this.connections.close();
		}

	}

}
