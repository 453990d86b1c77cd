package io.github.ssehub.delivery;

import io.github.ssehub.log.LogReader.ReaderThread;

/**
 * The thread of an event loop.
 */
final class LoopThread extends DetachedThread implements ReaderThread {

	LoopThread(Runnable target, String name) {
		super(target, name);
	}

}
