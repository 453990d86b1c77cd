package io.github.ssehub.web;

import org.apache.coyote.CloseNowException;

/**
 * Closes connections of Tomcat, whose valves do not log a {@link CloseNowException}.
 */
final class TomcatStreamAborter implements StreamAborter {

	@Override
	public Exception createAbort(String message) {
		return new CloseNowException(message);
	}

}
