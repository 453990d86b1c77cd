package io.github.ssehub.log.memory;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.AfterEach;

import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.contract.LogJournalContractTests;
import io.github.ssehub.wire.EventIds;

class InMemoryJournalContractTests extends LogJournalContractTests {

	private SharedServer server;

	@Override
	protected LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration maxWait) {
		this.server = new SharedServer();
		return new InMemoryJournal(this.server, ids, nanoClock, Duration.ofSeconds(30));
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

}
