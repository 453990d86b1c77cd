package io.github.ssehub.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.contract.JournalEngine;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.wire.EventIds;

/**
 * A Redis server, with connections that lead through a proxy.
 */
final class RedisEngine implements JournalEngine {

	private static final String CLUSTER = "faults";

	private static final String LOG = "{sse:" + CLUSTER + "}:log";

	private static final String META = "{sse:" + CLUSTER + "}:meta";

	// One step, since others append meanwhile
	private static final String GARBLE = """
			local sequence = string.format('%.0f', redis.call('HGET', KEYS[2], 'seq') + 1)
			redis.call('XADD', KEYS[1], sequence .. '-1', 'w', 'nobody', 'n', '1', 'r', 'garbage')
			redis.call('HSET', KEYS[2], 'seq', sequence)
			""";

	final RedisServer redis = RedisServer.start();

	private final SwitchingProxy proxy;

	private byte[] remembered = {};

	RedisEngine() throws IOException {
		this.proxy = new SwitchingProxy(this.redis.port());
	}

	@Override
	public LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration publishTimeout, Duration maxWait) {
		RedisJournalSettings settings = new RedisJournalSettings(CLUSTER, publishTimeout, maxWait, 100_000, 0);
		return TestRedis.journal(this.proxy.port(), settings, ids, nanoClock);
	}

	@Override
	public void run(LogJournal journal) {
		((RedisJournal) journal).run();
	}

	@Override
	public void freeze() {
		this.redis.freeze();
	}

	@Override
	public void unfreeze() {
		this.redis.unfreeze();
	}

	@Override
	public void kill() {
		this.redis.kill();
	}

	@Override
	public void restart() {
		this.redis.restart();
	}

	@Override
	public void remember() {
		this.remembered = this.redis.kept();
	}

	@Override
	public void rollBack() {
		this.redis.kill();
		this.redis.putBack(this.remembered);
		this.redis.restart();
	}

	@Override
	public void loseAll() {
		this.redis.kill();
		this.redis.loseAll();
		this.redis.restart();
	}

	@Override
	public void trim(int keep) {
		this.redis.command("XTRIM", LOG, "MAXLEN", String.valueOf(keep));
	}

	@Override
	public void cut() {
		this.proxy.closeLinks();
	}

	@Override
	public void stall() {
		this.proxy.stall();
	}

	@Override
	public void deliver() {
		this.proxy.deliver();
	}

	@Override
	public void garble() {
		this.redis.command("EVAL", GARBLE, "2", LOG, META);
	}

	@Override
	public void close() {
		try (RedisServer closed = this.redis) {
			this.proxy.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
