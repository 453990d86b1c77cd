package io.github.ssehub.hub;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.DisposableBean;

import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseRoomAccessDeniedException;
import io.github.ssehub.SseRoomLimitException;
import io.github.ssehub.SseRoomNameException;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.EventLoops;
import io.github.ssehub.delivery.EventStream;
import io.github.ssehub.delivery.StreamConnector;
import io.github.ssehub.delivery.StreamOptions;
import io.github.ssehub.log.EventLog;
import io.github.ssehub.log.JournalStatus;
import io.github.ssehub.log.StreamStart;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;
import io.github.ssehub.wire.WireEvent;

/**
 * Opens the streams of a hub, and holds what they are made of. Thread-safe.
 */
public final class HubStreams implements DisposableBean, AopInfrastructureBean {

	private final HubSettings settings;

	private final SubscriptionDefaults defaults;

	private final HubLog log;

	private final EventEncoder encoder;

	private final EventLoops loops;

	private final EventPublisher publisher;

	private final StreamOpenings openings;

	private final StreamStarts starts;

	private final Admission admission;

	private final StreamConnector connector = new StreamConnector();

	private final ConnectionRegistry connections = new ConnectionRegistry();

	private final ListenerNotifier notifier;

	private final Supplier<MemberWatch> members;

	private final HubControl control;

	private final Drain drain = new Drain(this);

	// Mutable state
	private volatile HubState state = HubState.ACCEPTING;

	/**
	 * Create a new {@link HubStreams} instance.
	 * @param settings the settings
	 * @param log keeps the events
	 * @param serializer writes event data
	 * @param callbacks who hears from it
	 */
	public HubStreams(HubSettings settings, HubLog log, SseDataSerializer serializer, HubCallbacks callbacks) {
		this.settings = settings;
		this.defaults = new SubscriptionDefaults(settings);
		this.log = log;
		this.encoder = new EventEncoder(serializer, log.ids(), settings.maxEventSize());
		this.loops = new EventLoops(log.log(), log.ids(), this.encoder, settings.delivery(), log.nanoClock());
		this.publisher = new EventPublisher(this.encoder, log, settings.log().retention(), this::isPublishing);
		this.openings = new StreamOpenings(settings, this.defaults, this.encoder, log.ids(), this.publisher);
		this.starts = new StreamStarts(log, settings);
		this.admission = new Admission(settings, callbacks.authorizers());
		this.notifier = new ListenerNotifier(callbacks.listeners(), callbacks.eventPublisher());
		this.members = callbacks.members();
		this.control = new HubControl(log.log(), this.connections);
		log.log().setControl(this.control);
	}

	/**
	 * Create the connection of a request.
	 * @param request what to keep of the request
	 * @return the connection, which has no stream yet
	 */
	public HubConnection createConnection(ConnectionRequest request) {
		HubConnection connection = new HubConnection(this, request);
		this.connections.add(connection);
		return connection;
	}

	/**
	 * Open the stream of a connection: from now on it misses nothing. A connection whose
	 * client is to come back later is for the caller to abandon.
	 * @param connection the connection
	 * @param subscription what the stream is to receive
	 * @return the opening block, or {@code null} if the client is to come back later
	 * @throws SseConnectionRefusedException if there is no place for the stream
	 * @throws SseRoomNameException if a room name is not valid
	 * @throws SseRoomLimitException if there are too many rooms
	 * @throws SseRoomAccessDeniedException if the stream may not be in a room
	 * @throws IllegalStateException if the connection has a stream already
	 */
	public byte @Nullable [] open(HubConnection connection, SseSubscription subscription) {
		if (!this.log.canStart(connection.lastEventId(), subscription.replay().since())) {
			return null;
		}
		try (OfferedAttributes offered = new OfferedAttributes(connection.attributes(), subscription.attributes())) {
			Set<String> liveOnly = this.admission.admit(connection, subscription);
			this.notifier.prepare();
			StreamOptions options = this.defaults.options(connection, subscription);
			EventStream stream = this.loops.createStream(connection.events(), options, connection.mailbox());
			connection.drainGrace().set(subscription);
			connection.events().watch(this.members, subscription);
			StreamStart start = this.starts.start(connection, stream, subscription, liveOnly);
			offered.accept();
			this.drain.opened(connection);
			if (!start.isCleanResume() && !this.openings.addSnapshot(connection, subscription, start, options.form())) {
				return null;
			}
			stream.prepared();
			return this.openings.create(connection, subscription, start, options);
		}
	}

	/**
	 * Open the stream of a connection for its caller alone.
	 * @param connection the connection, which has been admitted
	 * @param callerOptions how the stream is served
	 * @param from where the stream starts
	 * @param first events that the stream gets before others
	 * @return the opening block
	 * @throws IllegalStateException if the connection has a stream already
	 */
	public byte[] openForCaller(HubConnection connection, CallerOptions callerOptions, CallerStart from,
			List<SseEvent> first) {
		this.notifier.prepare();
		SseSubscription subscription = callerOptions.subscription();
		StreamOptions options = options(connection, callerOptions, from.idPrefix());
		EventStream stream = this.loops.createStream(connection.events(), options, connection.mailbox());
		if (!first.isEmpty()) {
			connection.mailbox().begin(first.stream().map(this::encodeBlock).toList(), null, (bytes) -> {
			});
		}
		StreamStart start = connection.openForCaller(stream, subscription, from);
		this.drain.opened(connection);
		stream.prepared();
		return (first.isEmpty() || start.gap() != null) ? this.openings.create(connection, subscription, start, options)
				: this.openings.createBeforeEvents(connection, subscription, options);
	}

	StreamOptions options(HubConnection connection, CallerOptions options, @Nullable String idPrefix) {
		return this.defaults.optionsForCaller(connection, options, idPrefix);
	}

	private byte[] encodeBlock(SseEvent event) {
		WireEvent encoded = this.publisher.encodeDirect(event);
		return Arrays.copyOf(encoded.bytes(), encoded.length());
	}

	/**
	 * Set what is told of the streams that other nodes end, and of those to stop here.
	 * @param control the control
	 */
	public void setStreamControl(StreamControl control) {
		this.control.setStreams(control);
	}

	boolean canStart(@Nullable String after) {
		return this.log.canStart(after, null);
	}

	/**
	 * Return after which time without a write a stream has a heartbeat.
	 * @param subscription the subscription of the stream
	 * @return the interval, zero for none
	 */
	public Duration heartbeat(SseSubscription subscription) {
		return this.defaults.heartbeat(subscription);
	}

	/**
	 * Return whether streams can be opened.
	 * @return {@code false} once the hub is shutting down
	 */
	public boolean isAccepting() {
		return this.state == HubState.ACCEPTING;
	}

	/**
	 * Return what ends all streams.
	 * @return the drain
	 */
	public Drain drain() {
		return this.drain;
	}

	/**
	 * Return what streams begin with.
	 * @return the openings
	 */
	public StreamOpenings openings() {
		return this.openings;
	}

	/**
	 * Return what connects streams to responses.
	 * @return the connector
	 */
	public StreamConnector connector() {
		return this.connector;
	}

	@Override
	public void destroy() {
		this.starts.stop();
		this.log.journal().stop();
	}

	void enter(HubState state) {
		this.state = state;
	}

	// Other nodes still have streams when those of this one have ended
	boolean isPublishing() {
		return this.state != HubState.ENDED || this.log.isShared();
	}

	HubSettings settings() {
		return this.settings;
	}

	/**
	 * Return what decides which requests get a stream.
	 * @return the admission
	 */
	public Admission admission() {
		return this.admission;
	}

	EventPublisher publisher() {
		return this.publisher;
	}

	EventLog log() {
		return this.log.log();
	}

	@Nullable JournalStatus journalStatus() {
		return this.log.journal().status();
	}

	EventIds ids() {
		return this.log.ids();
	}

	EventEncoder encoder() {
		return this.encoder;
	}

	EventLoops loops() {
		return this.loops;
	}

	ConnectionRegistry connections() {
		return this.connections;
	}

	ListenerNotifier notifier() {
		return this.notifier;
	}

	@Nullable HubConnection connection(String id) {
		return this.connections.find(id);
	}

	void remove(HubConnection connection) {
		// First, so that who sees no connection finds a place
		this.admission.release(connection);
		this.connections.remove(connection);
	}

	WireEvent encodeDirect(SseEvent event) {
		return this.publisher.encodeDirect(event);
	}

}
