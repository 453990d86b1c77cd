package io.github.ssehub.redis;

import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import org.springframework.dao.DataAccessException;

import io.github.ssehub.delivery.DetachedThread;

/**
 * A thread with a connection of its own, which is made anew whatever happens to it, until
 * the thread is stopped.
 */
abstract class ConnectionThread {

	private static final Log logger = LogFactory.getLog(ConnectionThread.class);

	private static final long FIRST_PAUSE_MILLIS = 10;

	private static final long LAST_PAUSE_MILLIS = 1000;

	private final ClusterConnections connections;

	private final String name;

	private final Thread thread;

	// Mutable state
	private volatile boolean stopped;

	private volatile boolean dropped;

	private volatile @Nullable ClusterConnection connection;

	private volatile @Nullable Throwable trouble;

	private volatile long connects;

	private boolean reported;

	ConnectionThread(ClusterConnections connections, String name) {
		this.connections = connections;
		this.name = name;
		this.thread = new DetachedThread(this::run, name);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Use a new connection.
	 * @param connection the connection
	 * @throws InterruptedException if the thread is stopped
	 */
	abstract void begin(ClusterConnection connection) throws InterruptedException;

	/**
	 * Use the connection once more, for a second or so.
	 * @param connection the connection
	 * @throws InterruptedException if the thread is stopped
	 */
	abstract void turn(ClusterConnection connection) throws InterruptedException;

	private void run() {
		long pause = FIRST_PAUSE_MILLIS;
		while (!this.stopped) {
			try (ClusterConnection opened = this.connections.open()) {
				this.dropped = false;
				begin(opened);
				this.connection = opened;
				this.connects++;
				recovered();
				pause = FIRST_PAUSE_MILLIS;
				while (!this.stopped && !this.dropped) {
					turn(opened);
				}
			}
			catch (InterruptedException ex) {
				// Stopped, or for nothing
			}
			catch (RuntimeException | Error ex) {
				failed(ex);
			}
			this.connection = null;
			pause(pause);
			pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
		}
	}

	private void pause(long millis) {
		try {
			if (!this.stopped) {
				TimeUnit.MILLISECONDS.sleep(millis);
			}
		}
		catch (InterruptedException ex) {
			// Stopped, or for nothing
		}
	}

	private void recovered() {
		this.trouble = null;
		if (this.reported) {
			this.reported = false;
			logger.info(LogMessage.format("%s has a connection to Redis again", this.name));
		}
	}

	// Once for each time without a connection
	private void failed(Throwable ex) {
		this.trouble = ex;
		if (!this.stopped && !this.reported) {
			this.reported = true;
			boolean expected = ex instanceof RedisException || ex instanceof DataAccessException
					|| ex instanceof ConnectionLostException;
			logger.warn(LogMessage.format("%s has lost its connection to Redis and tries again: %s", this.name, ex),
					expected ? null : ex);
		}
	}

	/**
	 * Have another connection made.
	 */
	void drop() {
		this.dropped = true;
	}

	boolean isDropped() {
		return this.dropped || this.stopped;
	}

	// Null while there is none that works
	@Nullable ClusterConnection connection() {
		return this.connection;
	}

	@Nullable Throwable trouble() {
		return this.trouble;
	}

	long reconnects() {
		return Math.max(0, this.connects - 1);
	}

	void stop() {
		this.stopped = true;
		this.thread.interrupt();
	}

	void join(long millis) throws InterruptedException {
		this.thread.join(millis);
	}

}
