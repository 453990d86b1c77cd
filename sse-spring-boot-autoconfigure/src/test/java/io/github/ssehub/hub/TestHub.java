package io.github.ssehub.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import org.jspecify.annotations.Nullable;

import io.github.ssehub.CloseReason;
import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.delivery.Sink;
import io.github.ssehub.delivery.StreamExchange;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hub with real event loops, whose streams are written to memory.
 */
final class TestHub {

	static final int MAX_ROOMS = 100;

	private static final long MEGABYTE = 1024 * 1024;

	// What listeners and application events tell, in order
	final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

	final BlockingQueue<Object> applicationEvents = new LinkedBlockingQueue<>();

	// Runs while a stream opens
	volatile Runnable whileOpening = () -> {
	};

	final List<SseRoomAuthorizer> authorizers = new CopyOnWriteArrayList<>();

	MemberWatch members;

	final HubStreams streams;

	final DefaultSseHub hub;

	TestHub() {
		this(AdmissionSettings.UNLIMITED);
	}

	TestHub(AdmissionSettings admission) {
		this(admission, HubLog::local);
	}

	TestHub(AdmissionSettings admission, HubLogFactory log) {
		HubSettings settings = settings(admission);
		this.streams = new HubStreams(settings, log.create(settings.log()),
				(data) -> String.valueOf(data.value()).getBytes(), new HubCallbacks(this::listeners,
						() -> this.authorizers, this.applicationEvents::add, () -> this.members));
		this.hub = new DefaultSseHub(this.streams, (subscription) -> {
			throw new IllegalStateException("No current request");
		});
	}

	private List<SseHubListener> listeners() {
		this.whileOpening.run();
		return List.of(new RecordingListener());
	}

	private static HubSettings settings(AdmissionSettings admission) {
		RoomRetention retention = new RoomRetention(100, Duration.ofMinutes(1), MEGABYTE, true);
		LogSettings log = new LogSettings((room) -> retention, MEGABYTE, MEGABYTE, Duration.ofSeconds(1));
		return new HubSettings(Duration.ZERO, Duration.ofSeconds(3), Duration.ZERO, OpeningForm.BLOCK,
				OverflowPolicy.RESYNC, MEGABYTE, MAX_ROOMS, MEGABYTE, admission,
				new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)), log,
				new DeliverySettings(2, Duration.ZERO, Duration.ofSeconds(10)));
	}

	TestStream open(String... rooms) {
		return open(null, SseSubscription.to(rooms));
	}

	TestStream open(@Nullable String user, SseSubscription subscription) {
		TestStream stream = new TestStream(connect(user));
		stream.attach(this.streams.open(stream.connection, subscription));
		return stream;
	}

	// Create a connection that has no stream yet.
	HubConnection connect(@Nullable String user) {
		return connect(user, "192.0.2.1");
	}

	HubConnection connect(@Nullable String user, String remoteAddress) {
		return this.streams.createConnection(
				new ConnectionRequest(user, remoteAddress, "/sse", Map.of(), null, new ConnectionLogin(null)));
	}

	void stop() {
		new HubLifecycle(this.streams).stop();
	}

	/**
	 * A connection and what its client received.
	 */
	static final class TestStream implements Sink, StreamExchange {

		final HubConnection connection;

		private final StringBuffer text = new StringBuffer();

		volatile @Nullable String end;

		volatile boolean ready = true;

		TestStream(HubConnection connection) {
			this.connection = connection;
		}

		void attach(byte @Nullable [] opening) {
			assertThat(opening).isNotNull();
			this.connection.markOpen(System.nanoTime());
			this.connection.stream().attach(this, this, opening);
			this.connection.stream().writable();
		}

		void read() {
			this.ready = true;
			this.connection.stream().writable();
		}

		String text() {
			return this.text.toString();
		}

		@Override
		public boolean isReady() {
			return this.ready;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
		}

		@Override
		public void flush() {
		}

		@Override
		public void complete() {
			this.end = "completed";
		}

		@Override
		public void gone(Throwable cause) {
			this.end = "gone";
		}

		@Override
		public void abort() {
			this.end = "aborted";
		}

	}

	private final class RecordingListener implements SseHubListener {

		@Override
		public void opened(SseConnection connection) {
			TestHub.this.calls.add("opened");
		}

		@Override
		public void joined(SseConnection connection, String room) {
			TestHub.this.calls.add("joined " + room);
		}

		@Override
		public void left(SseConnection connection, String room) {
			TestHub.this.calls.add("left " + room);
		}

		@Override
		public void closed(SseConnection connection, CloseReason reason) {
			TestHub.this.calls.add("closed " + reason);
		}

	}

}
