package io.github.ssehub.redis;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.contract.LogJournalContractTests;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.wire.EventIds;

class RedisJournalContractTests extends LogJournalContractTests {

	private static RedisServer redis;

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stopRedis() {
		if (redis != null) {
			redis.close();
		}
	}

	@Override
	protected LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration maxWait) {
		return TestRedis.journal(redis, TestRedis.settings(TestRedis.newCluster(), Duration.ofSeconds(30)), ids);
	}

}
