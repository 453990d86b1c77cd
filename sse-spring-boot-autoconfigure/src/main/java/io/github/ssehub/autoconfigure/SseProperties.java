package io.github.ssehub.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.hub.AdmissionSettings;
import io.github.ssehub.hub.DrainSettings;
import io.github.ssehub.hub.HubSettings;
import io.github.ssehub.hub.PerUserPolicy;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.source.DetachedStreams;

/**
 * Properties of the hub.
 *
 * @param heartbeat Time without a write after which a stream is sent a comment. Zero
 * turns heartbeats off.
 * @param retry Reconnection time that clients are told when a stream opens.
 * @param maxAge Age at which a stream ends, for its client to come back: at 80 to 100 %
 * of it. Zero for none. Not for streams for one caller, unless they say so.
 * @param opening Form in which clients are told the position of a stream that opens or
 * moves on without an event.
 * @param overflow What happens to a stream whose client reads so slowly that events it
 * has not been sent are no longer kept.
 * @param writeTimeout Time for which a client may take nothing of what is written to it
 * before its stream ends.
 * @param endpoint Ready-made endpoint.
 * @param resume Resuming.
 * @param replay What rooms keep.
 * @param delivery Delivery of events.
 * @param source Streams for one caller.
 * @param limits Limits.
 * @param presence Who is in a room.
 * @param drain Shutdown.
 * @param security Who may read streams.
 * @param server Web server.
 * @param metrics Metrics.
 */
@ConfigurationProperties("sse")
record SseProperties(@DefaultValue("20s") Duration heartbeat, @DefaultValue("3s") Duration retry,
		@DefaultValue("0") Duration maxAge, @DefaultValue("event") OpeningForm opening,
		@DefaultValue("resync") OverflowPolicy overflow, @DefaultValue("10s") Duration writeTimeout,
		@DefaultValue Resume resume, @DefaultValue Endpoint endpoint, @DefaultValue Replay replay,
		@DefaultValue Delivery delivery, @DefaultValue Source source, @DefaultValue Limits limits,
		@DefaultValue Presence presence, @DefaultValue Drain drain, @DefaultValue Security security,
		@DefaultValue Server server, @DefaultValue Metrics metrics) implements AopInfrastructureBean {

	SseProperties {
		PropertyChecks.notNegative("sse.heartbeat", heartbeat);
		PropertyChecks.notNegative("sse.retry", retry);
		PropertyChecks.notNegative("sse.max-age", maxAge);
		PropertyChecks.positive("sse.write-timeout", writeTimeout);
	}

	HubSettings toHubSettings(Function<String, RoomRetention> retention, Duration shutdownTimeout) {
		LogSettings log = new LogSettings(retention, this.replay.total.toBytes(), this.delivery.window.toBytes(),
				this.delivery.maxWait);
		int threads = (this.delivery.threads != null) ? this.delivery.threads : DeliverySettings.defaultThreads();
		return new HubSettings(this.heartbeat, this.retry, this.maxAge, this.opening, this.overflow,
				this.limits.eventSize.toBytes(), this.limits.rooms, this.limits.snapshots.toBytes(),
				this.limits.toAdmissionSettings(), this.drain.toSettings(shutdownTimeout), log,
				new DeliverySettings(threads, this.delivery.flushInterval, this.writeTimeout));
	}

	/**
	 * Ready-made endpoint.
	 *
	 * @param path Path of a ready-made endpoint, whose clients name rooms in the request
	 * parameter 'room'. There is none if not set.
	 * @param rooms Comma-separated list of patterns of the rooms that clients of the
	 * ready-made endpoint may name, such as 'news,chat-*'.
	 */
	record Endpoint(@Nullable String path, @DefaultValue List<String> rooms) {

		Endpoint {
			Assert.isTrue(!StringUtils.hasText(path) || !rooms.isEmpty(),
					"'sse.endpoint.rooms' must name the rooms that clients of 'sse.endpoint.path' may join");
		}

	}

	/**
	 * Streams for one caller.
	 *
	 * @param prefetch Number of elements that a source is asked for before they are
	 * written to the client.
	 */
	record Source(@DefaultValue("32") int prefetch) {

		Source {
			Assert.isTrue(prefetch > 0, "'sse.source.prefetch' must be positive");
		}

	}

	/**
	 * Resuming.
	 *
	 * @param parameters Comma-separated list of the request parameters that stand in for
	 * the header 'Last-Event-ID'.
	 */
	record Resume(List<String> parameters) {

		Resume(@DefaultValue({ "lastEventId", "evs_last_event_id" }) List<String> parameters) {
			this.parameters = List.copyOf(parameters);
		}

	}

	/**
	 * What rooms keep.
	 *
	 * @param events Number of events that a room keeps.
	 * @param age Time for which a room keeps an event.
	 * @param size Size of the events that a room keeps.
	 * @param total Size of the events that all rooms together keep.
	 */
	record Replay(@DefaultValue("1000") int events, @DefaultValue("5m") Duration age,
			@DefaultValue("1MB") DataSize size, @DefaultValue("64MB") DataSize total) {

		Replay {
			Assert.isTrue(events >= 0, "'sse.replay.events' must not be negative");
			PropertyChecks.positive("sse.replay.age", age);
			PropertyChecks.notNegative("sse.replay.size", size);
			PropertyChecks.notNegative("sse.replay.total", total);
		}

		RoomRetention toRetention() {
			return new RoomRetention(this.events, this.age, this.size.toBytes(), true);
		}

	}

	/**
	 * Delivery of events.
	 *
	 * @param threads Number of event loop threads. Half the number of cores, at most 8,
	 * if not set.
	 * @param flushInterval Time that event loops wait at least between two passes over
	 * their streams, so that more events share a write. If zero, they pause for a moment
	 * only when events come faster than a pass takes.
	 * @param window Size of the events of a room that may wait for the event loops before
	 * publishers have to.
	 * @param maxWait Time that a publisher waits for the event loops before events are
	 * dropped.
	 */
	record Delivery(@Nullable Integer threads, @DefaultValue("0") Duration flushInterval,
			@DefaultValue("8MB") DataSize window, @DefaultValue("1s") Duration maxWait) {

		Delivery {
			Assert.isTrue(threads == null || threads > 0, "'sse.delivery.threads' must be positive");
			PropertyChecks.positive("sse.delivery.window", window);
			PropertyChecks.notNegative("sse.delivery.max-wait", maxWait);
			PropertyChecks.notNegative("sse.delivery.flush-interval", flushInterval);
		}

	}

	/**
	 * Limits.
	 *
	 * @param eventSize Size of an event on the wire above which it is refused.
	 * @param connections Number of streams that may be open. A request for another one is
	 * refused. Zero for any number.
	 * @param perUser Number of streams of one user that may be open. Zero for any number.
	 * @param perUserPolicy What happens when a user who may have no more streams opens
	 * another one.
	 * @param perAddress Number of streams that may be open from one remote address. A
	 * request for another one is refused. Zero for any number.
	 * @param rooms Number of rooms that a stream may be in. A request for a stream in
	 * more is refused.
	 * @param roomsTotal Number of rooms that all streams together may be in. A request
	 * for a stream in another one is refused. Zero for any number.
	 * @param snapshots Size of all snapshots that clients have yet to read, above which
	 * further clients are told to come back.
	 * @param streams Number of detached streams for one caller that are running or kept.
	 * A request for another one is refused.
	 * @param streamsPerUser Number of detached streams of one user that are running or
	 * kept. A request for another one is refused.
	 * @param streamSize Size of a detached stream on the wire above which its source is
	 * canceled.
	 */
	record Limits(@DefaultValue("256KB") DataSize eventSize, @DefaultValue("0") int connections,
			@DefaultValue("0") int perUser, @DefaultValue("refuse") PerUserPolicy perUserPolicy,
			@DefaultValue("0") int perAddress, @DefaultValue("100") int rooms, @DefaultValue("0") int roomsTotal,
			@DefaultValue("64MB") DataSize snapshots, @DefaultValue("1000") int streams,
			@DefaultValue("20") int streamsPerUser, @DefaultValue("1MB") DataSize streamSize) {

		Limits {
			PropertyChecks.positive("sse.limits.event-size", eventSize);
			PropertyChecks.notNegative("sse.limits.connections", connections);
			PropertyChecks.notNegative("sse.limits.per-user", perUser);
			PropertyChecks.notNegative("sse.limits.per-address", perAddress);
			Assert.isTrue(rooms > 0, "'sse.limits.rooms' must be positive");
			PropertyChecks.notNegative("sse.limits.rooms-total", roomsTotal);
			PropertyChecks.positive("sse.limits.snapshots", snapshots);
			Assert.isTrue(streams > 0, "'sse.limits.streams' must be positive");
			Assert.isTrue(streamsPerUser > 0, "'sse.limits.streams-per-user' must be positive");
			PropertyChecks.positive("sse.limits.stream-size", streamSize);
		}

		AdmissionSettings toAdmissionSettings() {
			return new AdmissionSettings(this.connections, this.perUser, this.perUserPolicy, this.perAddress,
					this.roomsTotal);
		}

		DetachedStreams.Limits toDetachedLimits() {
			return new DetachedStreams.Limits(this.streams, this.streamsPerUser, this.streamSize.toBytes());
		}

	}

	/**
	 * Who is in a room.
	 *
	 * @param grace Time for which a member whose last stream has ended is still there, so
	 * that a reload of a page is not a leave.
	 */
	record Presence(@DefaultValue("5s") Duration grace) {

		Presence {
			PropertyChecks.notNegative("sse.presence.grace", grace);
		}

	}

	/**
	 * Who may read streams.
	 *
	 * @param recheck Time after which it is asked again whether a stream that is open may
	 * be in its rooms, at 80 to 100 % of it. Zero for never.
	 */
	record Security(@DefaultValue("0") Duration recheck) {

		Security {
			PropertyChecks.notNegative("sse.security.recheck", recheck);
		}

	}

	/**
	 * Web server.
	 *
	 * @param smallBuffers Whether to lower the buffers that the web server keeps for each
	 * open request, of this application and not of streams alone.
	 */
	record Server(@DefaultValue("false") boolean smallBuffers) {

	}

	/**
	 * Metrics.
	 *
	 * @param enabled Whether to bind the meters of the hub to a meter registry.
	 */
	record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Shutdown.
	 *
	 * @param delay Time between the start of the shutdown and the end of the first
	 * stream.
	 * @param spread Time over which streams end, so that their clients do not come back
	 * at the same moment.
	 */
	record Drain(@DefaultValue("200ms") Duration delay, @DefaultValue("1s") Duration spread) {

		// For streams whose client does not read, and threads that have to end
		private static final Duration END_TIME = Duration.ofSeconds(2);

		Drain {
			PropertyChecks.notNegative("sse.drain.delay", delay);
			PropertyChecks.notNegative("sse.drain.spread", spread);
		}

		DrainSettings toSettings(Duration shutdownTimeout) {
			Duration limit = shutdownTimeout.minus(this.delay).minus(END_TIME);
			return new DrainSettings(this.delay, this.spread, limit.isNegative() ? Duration.ZERO : limit);
		}

	}

}
