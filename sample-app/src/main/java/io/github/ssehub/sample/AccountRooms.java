package io.github.ssehub.sample;

import org.springframework.stereotype.Component;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseRoomAccess;
import io.github.ssehub.SseRoomAuthorizer;

/**
 * Lets nobody into the room of a user but that user. Other endpoints take the names of
 * rooms from their clients, which are asked for here, too.
 */
@Component
class AccountRooms implements SseRoomAuthorizer {

	@Override
	public boolean isAllowed(SseConnection connection, String room, SseRoomAccess access) {
		return !ServerRooms.isAccount(room)
				|| (connection.user() != null && room.equals(ServerRooms.accountOf(connection.user())));
	}

}
