package io.github.ssehub.redis;

import java.io.IOException;

import org.junit.jupiter.api.Tag;

import io.github.ssehub.log.contract.JournalEngine;
import io.github.ssehub.log.contract.LogJournalFaultTests;

@Tag("long")
class RedisJournalFaultTests extends LogJournalFaultTests {

	@Override
	protected JournalEngine createEngine() throws IOException {
		return new RedisEngine();
	}

}
