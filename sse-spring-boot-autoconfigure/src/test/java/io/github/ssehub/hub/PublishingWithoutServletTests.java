package io.github.ssehub.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;

import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseConnectionClosedEvent;
import io.github.ssehub.SseConnectionOpenedEvent;
import io.github.ssehub.SseConnectionRefusedException;
import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseEventMetadata;
import io.github.ssehub.SseGap;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseReplay;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.log.LocalJournal;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.support.ReducedClassPath;
import io.github.ssehub.wire.EventEncoder;
import io.github.ssehub.wire.EventIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application without a web server publishes with the jars that it has.
 */
class PublishingWithoutServletTests {

	@Test
	void shouldPublishWithoutServletContainerAndSpringMvc() throws Exception {
		try (ReducedClassPath classPath = withoutServer()) {
			assertThat(classPath.run(Program.class)).isEqualTo(List.of("e-1", "e-2", "e-3", "own", "e-4"));
		}
	}

	@Test
	void shouldKnowItsTypesWithoutServletContainerAndSpringMvc() throws Exception {
		try (ReducedClassPath classPath = withoutServer()) {
			for (Class<?> type : List.of(SsePublisher.class, SseEvent.class, SseData.class, SseDataSerializer.class,
					SseSubscription.class, SseEventMetadata.class, SseRetention.class, SseConnection.class,
					SseConnectInterceptor.class, SseConnectionRefusedException.class, SseHubListener.class,
					SseGap.class, SseReplay.class, SseConnectionOpenedEvent.class, SseConnectionClosedEvent.class,
					SseEndpoint.class, EventPublisher.class)) {
				assertThat(classPath.loadClass(type.getName()).getMethods()).as(type.getName()).isNotEmpty();
			}
			Class<?> hub = classPath.loadClass(SseHub.class.getName());
			assertThatExceptionOfType(NoClassDefFoundError.class).as("which opens streams").isThrownBy(hub::getMethods);
		}
	}

	private static ReducedClassPath withoutServer() {
		return ReducedClassPath.without("spring-webmvc", "jakarta.servlet", "tomcat-", "jetty-");
	}

	/**
	 * Runs with the reduced class path.
	 */
	public static final class Program implements Callable<List<String>> {

		@Override
		public List<String> call() {
			EventIds ids = new EventIds("e");
			RoomRetention retention = new RoomRetention(100, Duration.ofMinutes(1), 100_000, true);
			HubLog log = HubLog.of(ids, new LogSettings((room) -> retention, 100_000, 100_000, Duration.ZERO),
					new LocalJournal(System::nanoTime, Duration.ZERO), System::nanoTime);
			EventEncoder encoder = new EventEncoder((data) -> data.value().toString().getBytes(StandardCharsets.UTF_8),
					ids, 1000);
			SsePublisher publisher = new EventPublisher(encoder, log, (room) -> retention, () -> true);
			SseEvent own = SseEvent.builder().id("own").data(List.of(1)).build();
			return List.of(publisher.broadcast("a", "text"), publisher.broadcast("a", "name", SseData.of(42)),
					publisher.broadcast(List.of("a", "*"), ServerSentEvent.builder("hi").build()),
					publisher.broadcast("a", own), publisher.position());
		}

	}

}
