package io.github.ssehub.sample;

import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseMemberNameException;
import io.github.ssehub.SsePresence;

/**
 * Who is in a room: users under the name of their login, others under one that their page
 * has made up and keeps. Streams are told by the hub.
 */
@RestController
class Presence {

	// As no user is called
	private static final Pattern MADE_UP = Pattern.compile("\\p{L}{1,16} \\p{L}{1,16} \\d{1,4}");

	private final SsePresence presence;

	Presence(SsePresence presence) {
		this.presence = presence;
	}

	// For those that want to know once
	@GetMapping("/rooms/{room}/members")
	Set<String> members(@PathVariable String room) {
		return this.presence.members(room);
	}

	static @Nullable String nameOf(SseConnection connection, @Nullable String visitor) {
		if (connection.user() != null) {
			return connection.user();
		}
		if (visitor != null && !MADE_UP.matcher(visitor).matches()) {
			throw new SseMemberNameException("Name of a visitor must have two words and a number");
		}
		return visitor;
	}

}
