package io.github.ssehub.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.ssehub.chaos.ClusterPublisher.Outcome;
import io.github.ssehub.redis.RedisJournal;
import io.github.ssehub.redis.SwitchingProxy;
import io.github.ssehub.support.NodeProcess;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a cluster promises, on three nodes, while everything fails that may: clients are
 * cut off all the time and come back on any node, and nodes and Redis servers are killed.
 * <p>
 * Every build runs a short form. For the long one, see {@code docs/testing.md}.
 */
@Tag("long")
@Timeout(900)
class ClusterChaosTests {

	private static final Log logger = LogFactory.getLog(ClusterChaosTests.class);

	private static final String NAME = "chaos";

	private static final String LOG = "{sse:" + NAME + "}:log";

	private static final String HOLES = "{sse:" + NAME + "}:holes";

	private static final String STATE = "{sse:" + NAME + "}:meta";

	private static final int CUTS = 15;

	// Of the losses, the one on a single node
	private static final int TRIMMED = 1;

	private final ChaosSettings settings = ChaosSettings.fromSystemProperties(600);

	@Test
	void shouldDeliverExactlyOnceInOneOrder() throws Exception {
		try (RedisServer redis = RedisServer.start();
				SwitchingProxy proxy = new SwitchingProxy(redis.port());
				NodeProcess killed = NodeProcess.start(Kind.TOMCAT, ChaosTests.Application.class,
						properties(proxy.port()));
				TestServer b = start(Kind.TOMCAT, proxy.port());
				TestServer c = start(Kind.JETTY, proxy.port());
				Replacement replacement = new Replacement();
				ClusterRun run = new ClusterRun(this.settings, List.of(killed.port(), b.port(), c.port()), 5)) {
			run.run(List.of(() -> restart(redis, run), () -> cut(proxy, run), () -> {
				redis.kill();
				run.tryUntil(Outcome.UNAVAILABLE);
				redis.restart();
				run.tryUntil(Outcome.ACKNOWLEDGED);
			}, () -> {
				killed.kill();
				replacement.server = start(Kind.TOMCAT, proxy.port());
				run.replace(killed.port(), replacement.server.port());
			}, () -> restart(redis, run)));
			logger.info(run.figures());
			assertThat(run.cuts()).isGreaterThanOrEqualTo(this.settings.cuts());
			run.models().forEach(LossModel::verifyNothingMissing);
		}
	}

	private static void restart(RedisServer redis, ClusterRun run) {
		redis.kill();
		redis.restart();
		run.tryUntil(Outcome.ACKNOWLEDGED);
	}

	// Redis has appended what nobody is told of
	private static void cut(SwitchingProxy proxy, ClusterRun run) {
		proxy.loseNumbers(CUTS);
		run.publishUntil(proxy::hasLostNumbers);
	}

	@Test
	void shouldTellEachLossOnEveryNode() throws Exception {
		try (RedisServer primary = RedisServer.start();
				RedisServer replica = RedisServer.start();
				SwitchingProxy proxy = new SwitchingProxy(primary.port());
				TestServer a = start(Kind.TOMCAT, proxy.port());
				TestServer b = start(Kind.TOMCAT, proxy.port());
				TestServer c = start(Kind.JETTY, proxy.port());
				ClusterRun run = new ClusterRun(this.settings, List.of(a.port(), b.port(), c.port()), 4)) {
			List<ClusterLoss> losses = new ArrayList<>();
			run.run(List.of(() -> losses.add(lossOf(run, primary, () -> loseLast(run, primary))),
					() -> losses.add(trim(run, primary, c.bean(RedisJournal.class))),
					() -> losses.add(lossOf(run, primary, () -> primary.command("FLUSHALL"))),
					() -> losses.add(lossOf(run, replica, () -> promote(run, primary, replica, proxy)))));
			logger.info(run.figures());
			assertThat(run.cuts()).isGreaterThanOrEqualTo(this.settings.cuts());
			List<LossModel> models = run.models();
			models.forEach((model) -> model.verifyLossesAreTold(losses));
			for (int i = 0; i < 3; i++) {
				LossModel watcher = models.get(this.settings.clients() + i);
				List<ClusterLoss> expected = new ArrayList<>(losses);
				if (i < 2) {
					expected.remove(TRIMMED);
				}
				assertThat(watcher.tellings(losses)).describedAs("Told on node %d", i)
					.hasSameSizeAs(expected)
					.allSatisfy((telling) -> assertThat(expected).anyMatch(telling::isOf));
			}
		}
	}

	private static ClusterLoss lossOf(ClusterRun run, RedisServer redis, ClusterRun.Trouble trouble) throws Exception {
		trouble.make();
		long through = run.settle();
		// The sequence before the hole, that behind it, and whether it is known to be a
		// loss
		String[] hole = redis.command("ZREVRANGE", HOLES, "0", "0").split("-");
		long kept = Long.parseLong(hole[0]);
		long after = Long.parseLong(hole[1]) - 1;
		// That all is gone is known to everyone at once
		return new ClusterLoss((kept > 0) ? kept : after, after, through);
	}

	// What was acknowledged last is gone, as it may be with everysec
	private static void loseLast(ClusterRun run, RedisServer redis) {
		redis.kill();
		redis.loseFrom("\r\n" + run.highest() + "-");
		redis.restart();
	}

	// Only what one node has yet to read
	private static ClusterLoss trim(ClusterRun run, RedisServer redis, RedisJournal lagging) {
		lagging.stop();
		long position = sequence(redis);
		run.publishUntil(() -> Math.min(run.position(0), run.position(1)) > position + 1);
		redis.command("XTRIM", LOG, "MINID", String.valueOf(Math.min(run.position(0), run.position(1))));
		lagging.run();
		return new ClusterLoss(position, position, run.settle());
	}

	private static void promote(ClusterRun run, RedisServer primary, RedisServer replica, SwitchingProxy proxy) {
		replica.command("REPLICAOF", "127.0.0.1", String.valueOf(primary.port()));
		run.publishUntil(() -> replica.command("INFO", "replication").contains("link_status:up"));
		replica.command("REPLICAOF", "NO", "ONE");
		long kept = sequence(replica);
		run.publishUntil(() -> run.highest() > kept);
		proxy.switchTo(replica.port());
		primary.kill();
	}

	private static long sequence(RedisServer redis) {
		String sequence = redis.command("HGET", STATE, "seq");
		return sequence.isEmpty() ? 0 : Long.parseLong(sequence);
	}

	private static TestServer start(Kind kind, int redisPort) {
		return TestServer.start(kind, ChaosTests.Application.class, properties(redisPort));
	}

	private static String[] properties(int redisPort) {
		return new String[] { "spring.data.redis.port=" + redisPort, "sse.cluster.name=" + NAME,
				"sse.cluster.publish-timeout=500ms", "sse.retry=10ms", "sse.heartbeat=250ms", "sse.drain.delay=0",
				"sse.replay.events=1000000", "sse.replay.size=1GB", "sse.replay.total=1GB",
				"logging.level.io.github.ssehub.chaos=INFO", TestServer.WITH_REDIS };
	}

	/**
	 * The node that takes the place of the one that is killed.
	 */
	private static final class Replacement implements AutoCloseable {

		private TestServer server;

		@Override
		public void close() throws IOException {
			if (this.server != null) {
				this.server.close();
			}
		}

	}

}
