package io.github.ssehub.redis;

import java.security.SecureRandom;
import java.util.HexFormat;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogTarget;
import io.github.ssehub.log.codec.RecordCodec;

/**
 * What runs from the start of a journal to its stop. Thread-safe.
 */
final class JournalRun {

	private static final Log logger = LogFactory.getLog(JournalRun.class);

	private static final long DRAIN_MILLIS = 2000;

	private static final long STOP_MILLIS = 500;

	private final PublishQueue queue = new PublishQueue();

	private final JournalPosition position;

	private final ClusterConnections connections;

	private final RedisPublisher publisher;

	private final RedisTail tail;

	private final RedisPast past;

	JournalRun(RedisJournalSettings settings, LettuceConnectionFactory connectionFactory, LogTarget target,
			RecordCodec codec, JournalPosition position, RedisClock clock) {
		String id = randomId();
		this.position = position;
		this.connections = new ClusterConnections(connectionFactory, new RedisKeys(settings.name()),
				settings.publishTimeout());
		this.publisher = new RedisPublisher(settings, this.connections, this.queue, position, clock, id);
		HistoryReader reader = new HistoryReader(target, codec, this.queue, position, clock,
				new TailWindow(target.window(), settings.maxWait()), id);
		this.tail = new RedisTail(settings.publishTimeout(), target.readBack(), this.connections, reader, position,
				this.publisher::drop);
		this.past = new RedisPast(settings.publishTimeout(), this.connections, codec, position, clock);
	}

	private static String randomId() {
		byte[] bytes = new byte[12];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	void start() {
		this.publisher.start();
		this.tail.start();
	}

	void stop() {
		drain();
		this.publisher.stop();
		this.queue.end();
		this.tail.stop();
		this.past.close();
		try {
			this.publisher.join(STOP_MILLIS);
			this.tail.join(STOP_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.connections.close();
		logger.debug("Journal on Redis has stopped");
	}

	private void drain() {
		this.queue.close();
		try {
			if (connection() != null) {
				this.queue.awaitEmpty(DRAIN_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	PublishQueue queue() {
		return this.queue;
	}

	RedisPast past() {
		return this.past;
	}

	@Nullable ClusterConnection connection() {
		return this.publisher.connection();
	}

	JournalStatus status() {
		Throwable trouble = (this.publisher.problem() != null) ? this.publisher.problem() : this.tail.trouble();
		boolean up = trouble == null && this.position.isReady() && this.publisher.connection() != null
				&& this.tail.connection() != null;
		return new JournalStatus(up, this.position.lag(), this.queue.size(), this.position.losses(),
				this.publisher.reconnects() + this.tail.reconnects(), trouble);
	}

}
