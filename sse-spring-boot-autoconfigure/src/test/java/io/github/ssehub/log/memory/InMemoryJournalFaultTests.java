package io.github.ssehub.log.memory;

import io.github.ssehub.log.contract.JournalEngine;
import io.github.ssehub.log.contract.LogJournalFaultTests;

class InMemoryJournalFaultTests extends LogJournalFaultTests {

	@Override
	protected JournalEngine createEngine() {
		return new InMemoryEngine();
	}

}
