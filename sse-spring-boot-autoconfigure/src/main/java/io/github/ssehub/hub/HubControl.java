package io.github.ssehub.hub;

import java.util.List;
import java.util.Set;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogControl;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogRecord.CloseRoom;
import io.github.ssehub.log.LogRecord.DisconnectUser;
import io.github.ssehub.log.LogRecord.UserSend;

/**
 * Carries out on the connections of this node what was published for them.
 */
final class HubControl implements LogControl {

	private final EventLog log;

	private final ConnectionRegistry connections;

	HubControl(EventLog log, ConnectionRegistry connections) {
		this.log = log;
		this.connections = connections;
	}

	@Override
	public void carryOut(LogRecord record) {
		if (record instanceof UserSend send) {
			sendToUser(send);
		}
		else if (record instanceof CloseRoom close) {
			closeRoom(close.room());
		}
		else if (record instanceof DisconnectUser disconnect) {
			disconnectUser(disconnect);
		}
	}

	private void sendToUser(UserSend send) {
		for (HubConnection connection : this.connections.ofUser(send.user())) {
			if (connection.hasStream() && connection.send(send.event())) {
				send.reached().incrementAndGet();
			}
		}
	}

	private void closeRoom(String room) {
		List<HubConnection> members = this.connections.all()
			.stream()
			.filter((connection) -> connection.isIn(room))
			.toList();
		long last = this.log.delete(room);
		for (HubConnection connection : members) {
			if (connection.rooms().equals(Set.of(room))) {
				connection.close(CloseReason.COMPLETED);
			}
			else {
				connection.leaveClosed(room, last);
			}
		}
	}

	// Those that have yet to open, too: they end as soon as they do
	private void disconnectUser(DisconnectUser disconnect) {
		for (HubConnection connection : this.connections.ofUser(disconnect.user())) {
			if (connection.hasStream()) {
				disconnect.reached().incrementAndGet();
			}
			connection.close(CloseReason.KICKED);
		}
	}

}
