package io.github.ssehub.support;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.SseUnavailableException;

/**
 * Has nodes publish that may be processes of their own.
 */
public final class RemotePublisher {

	private RemotePublisher() {
	}

	/**
	 * Publish an event on a node that has a {@link PublishController}.
	 * @param port the port of the node
	 * @param rooms the rooms
	 * @param name the name of the event, empty for none
	 * @param data its data
	 * @return the id of the event
	 * @throws SseUnavailableException if the event was certainly not published
	 * @throws SsePublishUncertainException if that is not known, as with a node that is
	 * killed meanwhile
	 */
	public static String publish(int port, Collection<String> rooms, String name, String data) {
		String head = "POST /publish?rooms=%s&name=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: %d\r\n\r\n";
		String request = head.formatted(String.join(",", rooms), name, data.getBytes(StandardCharsets.UTF_8).length);
		try (SseTestClient client = SseTestClient.raw(port, request + data)) {
			String answer = client.readRest();
			return switch (client.status()) {
				case 200 -> answer;
				case 503 -> throw new SseUnavailableException(answer, null);
				case 504 -> throw new SsePublishUncertainException(answer, null);
				default -> throw new IllegalStateException(client.status() + " " + answer);
			};
		}
		catch (ConnectException ex) {
			throw new SseUnavailableException("Node is gone", ex);
		}
		catch (IOException ex) {
			throw new SsePublishUncertainException("Node has not answered", ex);
		}
	}

}
