package io.github.ssehub.log;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.ssehub.log.contract.LogJournalContractTests;
import io.github.ssehub.wire.EventIds;

/**
 * A journal whose sequences leap, as those of a log on another machine do, is to keep
 * what all journals promise.
 */
class LeapingJournalTests extends LogJournalContractTests {

	private static final int MAX_LEAP = 1000;

	@Override
	protected LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration maxWait) {
		return new LocalJournal(nanoClock, maxWait, (head) -> head + 1 + (head * 31 + 7) % MAX_LEAP);
	}

}
