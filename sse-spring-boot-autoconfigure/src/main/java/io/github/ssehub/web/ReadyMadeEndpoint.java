package io.github.ssehub.web;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.Assert;
import org.springframework.util.PatternMatchUtils;
import org.springframework.web.context.request.WebRequest;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;

/**
 * An endpoint whose clients choose the rooms, among those that the application allows.
 * Not final: aspects of the application match controllers.
 */
@Controller
public class ReadyMadeEndpoint {

	private final String[] allowed;

	/**
	 * Create a new {@link ReadyMadeEndpoint} instance.
	 * @param allowed globs of the rooms that a client may name
	 */
	public ReadyMadeEndpoint(List<String> allowed) {
		Assert.notEmpty(allowed, "'allowed' must not be empty");
		this.allowed = allowed.toArray(new String[0]);
	}

	/**
	 * Open a stream in the rooms of the parameter {@code room}.
	 * @param request the request
	 * @return the subscription
	 */
	@SseEndpoint("${sse.endpoint.path}")
	public SseSubscription open(WebRequest request) {
		String[] rooms = request.getParameterValues("room");
		if (rooms == null) {
			throw new SseConnectionRefusedException(HttpStatus.BAD_REQUEST,
					"Request must name at least one room in the parameter 'room'");
		}
		for (String room : rooms) {
			if (!PatternMatchUtils.simpleMatch(this.allowed, room)) {
				throw new SseConnectionRefusedException(HttpStatus.FORBIDDEN);
			}
		}
		return SseSubscription.to(rooms);
	}

}
