package io.github.ssehub.hub;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.LogControl;
import io.github.ssehub.log.LogRecord;
import io.github.ssehub.log.LogRecord.CloseRoom;
import io.github.ssehub.log.LogRecord.DisconnectUser;
import io.github.ssehub.log.LogRecord.EndStream;
import io.github.ssehub.log.LogRecord.StopStream;
import io.github.ssehub.log.LogRecord.UserSend;

/**
 * Carries out on the connections of this node what was published for them.
 */
final class HubControl implements LogControl {

	private final EventLog log;

	private final ConnectionRegistry connections;

	// Mutable state: null where there are none
	private volatile @Nullable StreamControl streams;

	HubControl(EventLog log, ConnectionRegistry connections) {
		this.log = log;
		this.connections = connections;
	}

	void setStreams(StreamControl streams) {
		this.streams = streams;
	}

	@Override
	public void carryOut(LogRecord record) {
		StreamControl streams = this.streams;
		if (record instanceof UserSend send) {
			sendToUser(send);
		}
		else if (record instanceof CloseRoom close) {
			closeRoom(close.room());
		}
		else if (record instanceof DisconnectUser disconnect) {
			disconnectUser(disconnect);
		}
		else if (record instanceof StopStream stop && streams != null) {
			streams.stop(stop.id());
		}
		else if (record instanceof EndStream end && streams != null) {
			streams.ended(end.id(), end.state(), end.last());
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
		List<HubConnection> members = this.connections.inRoom(room);
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
