package io.github.ssehub.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells which requests have become streams. For filters around Spring MVC.
 */
public final class StartedStreams {

	private StartedStreams() {
	}

	/**
	 * Return whether a request is answered with a stream that has opened. Called on a
	 * thread of the request.
	 * @param request the request
	 * @return whether the stream has opened, even if it has ended since
	 */
	public static boolean isStream(HttpServletRequest request) {
		StreamRequest stream = StreamRequest.find(request);
		return stream != null && stream.isStarted();
	}

}
