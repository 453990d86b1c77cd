package io.github.ssehub.web;

import jakarta.servlet.AsyncContext;
import org.apache.coyote.AsyncContextCallback;
import org.apache.coyote.CloseNowException;

/**
 * Closes connections of Tomcat, whose valves do not log a {@link CloseNowException}.
 */
final class TomcatStreamAborter implements StreamAborter {

	@Override
	public Exception createAbort(String message) {
		return new CloseNowException(message);
	}

	@Override
	public boolean isStopping(AsyncContext context) {
		return context instanceof AsyncContextCallback callback && !callback.isAvailable();
	}

}
