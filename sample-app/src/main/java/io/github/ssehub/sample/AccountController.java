package io.github.ssehub.sample;

import java.security.Principal;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;

/**
 * What users have once they have logged in: a room each, for notes to themselves.
 * <p>
 * Whose room it is comes from the login and never from what a request says. The stream
 * ends with the login, which takes no code here.
 */
@RestController
@RegisterReflectionForBinding({ AccountController.Greeting.class, AccountController.Note.class })
class AccountController {

	private static final int HISTORY = 20;

	private final SseHub hub;

	AccountController(SseHub hub) {
		this.hub = hub;
	}

	@SseEndpoint("/account/events")
	SseSubscription events(Principal principal, SseConnection connection) {
		connection.send("hello", new Greeting(principal.getName()));
		return SseSubscription.to(ServerRooms.accountOf(principal.getName())).replayLatest(HISTORY);
	}

	@PostMapping(path = "/account/notes", consumes = MediaType.TEXT_PLAIN_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	void send(Principal principal, @RequestBody String text) {
		this.hub.broadcast(ServerRooms.accountOf(principal.getName()), "note",
				new Note(text, System.currentTimeMillis()));
	}

	// Pages are static files: they ask for the token just before they send it
	@GetMapping("/account/csrf")
	Csrf csrf(CsrfToken token) {
		return new Csrf(token.getHeaderName(), token.getParameterName(), token.getToken());
	}

	/**
	 * Who has logged in.
	 *
	 * @param user the name of the user
	 */
	record Greeting(String user) {

	}

	/**
	 * What a user wrote.
	 *
	 * @param text the text
	 * @param time when it was sent, in milliseconds since the epoch
	 */
	record Note(String text, long time) {

	}

	/**
	 * What requests that change something have to carry.
	 *
	 * @param header the header to send the token in
	 * @param parameter the field of a form to send the token in
	 * @param token the token
	 */
	record Csrf(String header, String parameter, String token) {

	}

}
