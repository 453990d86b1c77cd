package io.github.ssehub.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A journal whose sequences leap, as those of a log on another machine do, is to keep
 * what all journals promise.
 */
class LeapingJournalTests extends LogJournalContractTests {

	private static final int MAX_LEAP = 1000;

	@Override
	LogJournal createJournal(LongSupplier nanoClock, Duration maxWait) {
		return new LocalJournal(nanoClock, maxWait, (head) -> head + 1 + (head * 31 + 7) % MAX_LEAP);
	}

}
