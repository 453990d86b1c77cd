package io.github.ssehub.web;

import java.io.IOException;
import java.util.concurrent.Executor;

import jakarta.servlet.AsyncContext;
import org.apache.coyote.AsyncContextCallback;
import org.apache.coyote.CloseNowException;

/**
 * Tomcat. It never ends a request if a write on an event loop fails while a thread of its
 * own is on the way out of it: nothing may be written before that thread has left. A
 * listener that is not set on the request thread is set after that thread has left, and
 * called first within the call that sets it.
 */
final class TomcatContainer extends ServletContainer {

	@Override
	Executor callbacks() {
		return LeavingThread::execute;
	}

	@Override
	boolean isStopping(AsyncContext context) {
		return context instanceof AsyncContextCallback callback && !callback.isAvailable();
	}

	// Its valves do not log this one
	@Override
	IOException createAbort(String message) {
		return new CloseNowException(message);
	}

}
