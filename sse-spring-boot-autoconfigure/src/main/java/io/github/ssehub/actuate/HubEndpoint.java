package io.github.ssehub.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHub;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubConnection;
import io.github.ssehub.hub.HubStatistics;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.LogStatistics;

/**
 * {@link Endpoint @Endpoint} that shows what a hub has, and ends streams where the
 * application allows more than reading.
 */
@Endpoint(id = "sse", defaultAccess = Access.READ_ONLY)
public final class HubEndpoint implements AopInfrastructureBean {

	static final int DEFAULT_SIZE = 50;

	static final int MAX_SIZE = 1000;

	private static final Comparator<SseConnection> OLDEST_FIRST = Comparator.comparing(SseConnection::openedAt)
		.thenComparing(SseConnection::id);

	private final SseHub hub;

	private final HubStatistics statistics;

	private final Drain drain;

	/**
	 * Create a new {@link HubEndpoint} instance.
	 * @param hub the hub
	 * @param statistics what the hub counts
	 * @param drain ends all streams of the hub
	 */
	public HubEndpoint(SseHub hub, HubStatistics statistics, Drain drain) {
		this.hub = hub;
		this.statistics = statistics;
		this.drain = drain;
	}

	/**
	 * Return what the hub has.
	 * @param page which part of lists to return, from zero; the first if {@code null}
	 * @param size how many items a part has, 50 if {@code null}
	 * @return what it has
	 */
	@ReadOperation
	public SseEndpointBody overview(@Nullable Integer page, @Nullable Integer size) {
		int number = check("page", page, 0, 0, Integer.MAX_VALUE);
		int length = check("size", size, DEFAULT_SIZE, 1, MAX_SIZE);
		List<SseConnection> connections = this.hub.connections();
		return new SseEndpointBody(
				page(connections.stream().sorted(OLDEST_FIRST).toList(), number, length, HubEndpoint::describe),
				page(this.hub.rooms().stream().sorted().toList(), number, length,
						(room) -> new SseEndpointBody.Room(room,
								connections.stream().filter((connection) -> connection.isIn(room)).count())),
				this.drain.isStarted(), log(), cluster());
	}

	private static int check(String name, @Nullable Integer value, int defaultValue, int min, int max) {
		int result = (value != null) ? value : defaultValue;
		if (result < min || result > max) {
			String message = "'" + name + "' must be between " + min + " and " + max;
			throw new InvalidEndpointRequestException(message, message);
		}
		return result;
	}

	private static <S, T> SseEndpointBody.Page<T> page(List<S> all, int page, int size, Function<S, T> describe) {
		return new SseEndpointBody.Page<>(all.size(), page,
				all.stream().skip((long) page * size).limit(size).map(describe).toList());
	}

	private static SseEndpointBody.Connection describe(SseConnection connection) {
		return new SseEndpointBody.Connection(connection.id(), connection.user(), connection.remoteAddress(),
				connection.path(), connection.openedAt(), connection.rooms());
	}

	private SseEndpointBody.Log log() {
		LogStatistics log = this.statistics.log();
		return new SseEndpointBody.Log(this.hub.position(), log.bytes(), log.limit(), log.entries(), log.skipped());
	}

	private SseEndpointBody.@Nullable Cluster cluster() {
		JournalStatus status = this.statistics.journal();
		return (status != null) ? new SseEndpointBody.Cluster(status.up(), status.lag(), status.inFlight(),
				status.losses(), status.reconnects()) : null;
	}

	/**
	 * End all streams over a time, and let no other open. Returns at once.
	 * @param operation what to do: {@code drain}
	 * @return how many connections there are, or a status of 404 if it is something else
	 */
	@WriteOperation
	public WebEndpointResponse<SseEndpointBody.Draining> write(@Selector String operation) {
		if (!operation.equals("drain")) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		// Before, since it may be over at once
		int remaining = this.drain.remaining();
		this.drain.start();
		return new WebEndpointResponse<>(new SseEndpointBody.Draining(remaining));
	}

	/**
	 * End streams at once.
	 * @param kind what is named: {@code connections} or {@code users}
	 * @param id the id of a connection or the name of a user
	 * @return how many were ended, or a status of 404 if there is no such connection
	 */
	@DeleteOperation
	public WebEndpointResponse<SseEndpointBody.Ended> end(@Selector String kind, @Selector String id) {
		return switch (kind) {
			case "connections" -> ended(endConnection(id));
			case "users" -> new WebEndpointResponse<>(new SseEndpointBody.Ended(this.hub.disconnectUser(id)));
			default -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		};
	}

	private static WebEndpointResponse<SseEndpointBody.Ended> ended(boolean ended) {
		return ended ? new WebEndpointResponse<>(new SseEndpointBody.Ended(1))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private boolean endConnection(String id) {
		SseConnection connection = this.hub.connection(id);
		if (connection instanceof HubConnection hubConnection) {
			hubConnection.close(CloseReason.KICKED);
		}
		else if (connection != null) {
			connection.close();
		}
		return connection != null;
	}

}
