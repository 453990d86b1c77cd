package io.github.ssehub.source;

import java.util.concurrent.Executor;

import io.github.ssehub.delivery.BlockingThreads;

/**
 * The threads on which sources may block: virtual ones where a thread that waits does not
 * hold a real one. They end when there is nothing to do.
 */
public final class SourceThreads implements Executor {

	private final Executor executor = BlockingThreads.create("sse-source-");

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

}
