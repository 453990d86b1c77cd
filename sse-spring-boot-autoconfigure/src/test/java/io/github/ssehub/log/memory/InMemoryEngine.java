package io.github.ssehub.log.memory;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.github.ssehub.log.LogJournal;
import io.github.ssehub.log.contract.JournalEngine;
import io.github.ssehub.wire.EventIds;

/**
 * Plays faults with a {@link SharedServer}.
 */
final class InMemoryEngine implements JournalEngine {

	private final SharedServer server = new SharedServer();

	private SharedEntries remembered = new SharedEntries();

	@Override
	public LogJournal createJournal(EventIds ids, LongSupplier nanoClock, Duration publishTimeout, Duration maxWait) {
		return new InMemoryJournal(this.server, ids, nanoClock, publishTimeout);
	}

	@Override
	public void run(LogJournal journal) {
		((InMemoryJournal) journal).run();
	}

	@Override
	public void freeze() {
		this.server.freeze();
	}

	@Override
	public void unfreeze() {
		this.server.unfreeze();
	}

	@Override
	public void kill() {
		this.server.kill();
	}

	@Override
	public void restart() {
		this.server.restart(UnaryOperator.identity());
	}

	@Override
	public void remember() {
		this.remembered = this.server.copy();
	}

	@Override
	public void rollBack() {
		this.server.kill();
		this.server.restart((lost) -> new SharedEntries(this.remembered));
	}

	@Override
	public void loseAll() {
		this.server.kill();
		this.server.restart((lost) -> new SharedEntries());
	}

	@Override
	public void trim(int keep) {
		this.server.change((entries) -> entries.trim(keep));
	}

	@Override
	public void cut() {
		this.server.cut();
	}

	@Override
	public void stall() {
		this.server.stall();
	}

	@Override
	public void deliver() {
		this.server.deliver();
	}

	@Override
	public void garble() {
		this.server.change((entries) -> entries.append("nobody", entries.sequence(), new byte[] { 99 }));
	}

	@Override
	public void close() {
		this.server.close();
	}

}
