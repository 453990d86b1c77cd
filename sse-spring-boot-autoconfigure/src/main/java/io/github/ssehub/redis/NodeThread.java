package io.github.ssehub.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

/**
 * Tells Redis again and again that this node is alive, and runs what the node does there.
 */
final class NodeThread extends ConnectionThread {

	private static final Log logger = LogFactory.getLog(NodeThread.class);

	private static final long PAUSE_MILLIS = 10;

	private final String node;

	private final NodeTimes times;

	private final List<NodeTask> tasks;

	private final CountDownLatch left = new CountDownLatch(1);

	// Mutable state
	private volatile Set<String> live = Set.of();

	private long lastBeat;

	private boolean beatRefused;

	private boolean taskRefused;

	private boolean awake;

	private volatile boolean leaving;

	NodeThread(ClusterConnections connections, String node, NodeTimes times, List<NodeTask> tasks) {
		super(connections, "sse-cluster-node");
		this.node = node;
		this.times = times;
		this.tasks = tasks;
	}

	@Override
	void begin(ClusterConnection connection) {
		this.tasks.forEach(NodeTask::reset);
		beat(connection);
	}

	@Override
	void turn(ClusterConnection connection) throws InterruptedException {
		runTasks(connection);
		// What comes meanwhile is done together
		TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		awaitNext();
		if (this.leaving) {
			sayGoodbye(connection);
			this.left.countDown();
			new CountDownLatch(1).await();
		}
		if (System.nanoTime() - this.lastBeat >= this.times.interval().toNanos()) {
			beat(connection);
		}
	}

	// What Redis refuses to write it may still be asked for
	private void beat(ClusterConnection connection) {
		this.lastBeat = System.nanoTime();
		try {
			stayAlive(connection);
			this.beatRefused = false;
		}
		catch (RedisReadOnlyException ex) {
			// Another connection may lead to the one that is written to now
			throw ex;
		}
		catch (RedisCommandExecutionException ex) {
			refused(ex);
			this.beatRefused = true;
		}
	}

	private void stayAlive(ClusterConnection connection) {
		List<Object> reply = run(connection, this.times.ttl().toMillis(), true);
		Set<String> nodes = new LinkedHashSet<>();
		for (Object node : reply.subList(1, reply.size())) {
			nodes.add(new String((byte[]) node, StandardCharsets.US_ASCII));
		}
		this.live = Set.copyOf(nodes);
		if (!Long.valueOf(1).equals(reply.get(0))) {
			this.tasks.forEach(NodeTask::reset);
		}
	}

	private void sayGoodbye(ClusterConnection connection) {
		try {
			run(connection, this.times.grace().toMillis(), false);
		}
		catch (RedisCommandExecutionException ex) {
			refused(ex);
		}
	}

	private List<Object> run(ClusterConnection connection, long millis, boolean add) {
		return connection.run(ClusterScript.NODES, ScriptOutputType.MULTI, new byte[][] { connection.keys().nodes() },
				List.of(text(this.node), text(Long.toString(millis)), text(add ? "1" : "0")));
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private void runTasks(ClusterConnection connection) {
		RuntimeException failure = null;
		boolean refused = false;
		for (NodeTask task : this.tasks) {
			try {
				task.tick(connection, this.live);
			}
			catch (RedisCommandExecutionException ex) {
				if (!refused) {
					refused(ex);
				}
				refused = true;
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		this.taskRefused = refused;
		if (failure != null) {
			throw failure;
		}
	}

	// Once for each time in which Redis takes nothing, such as while it is out of memory
	private void refused(RedisCommandExecutionException ex) {
		if (!this.beatRefused && !this.taskRefused) {
			logger.warn(LogMessage.format("Redis refuses what this node tells the others: %s", ex));
		}
	}

	private synchronized void awaitNext() throws InterruptedException {
		if (!this.awake) {
			TimeUnit.NANOSECONDS.timedWait(this, this.times.interval().toNanos());
		}
		this.awake = false;
	}

	synchronized void wake() {
		this.awake = true;
		notifyAll();
	}

	Set<String> live() {
		return this.live;
	}

	// The one that works, for which is waited where none has been tried yet
	@Nullable ClusterConnection awaitConnection(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		ClusterConnection connection = connection();
		while (connection == null && trouble() == null && System.nanoTime() - deadline < 0) {
			TimeUnit.MILLISECONDS.sleep(5);
			connection = connection();
		}
		return connection;
	}

	// Others may take over what its clients do not come back to. Waits for Redis, unless
	// that is away
	void leave(long millis) throws InterruptedException {
		this.leaving = true;
		wake();
		if (connection() != null) {
			this.left.await(millis, TimeUnit.MILLISECONDS);
		}
	}

}
