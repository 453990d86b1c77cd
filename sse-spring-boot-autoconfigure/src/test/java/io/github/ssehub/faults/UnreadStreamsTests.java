package io.github.ssehub.faults;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.ssehub.CloseReason;
import io.github.ssehub.SseConnection;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.RecordingListener;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that stop reading, read a trickle, or are stopped, beside one that reads.
 */
@Tag("long")
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class UnreadStreamsTests {

	private static final String DATA = "x".repeat(240 * 1024);

	// More than the kernel takes for a client that does not read
	private static final int MAX_EVENTS = 200;

	private static final int STALLED = 30;

	@Parameter
	TestServer.Kind kind;

	private TestServer server;

	private SseTestClient healthy;

	private int published;

	private int threadsMeanwhile;

	@BeforeEach
	void start() throws IOException {
		this.server = TestServer.start(this.kind, FaultApplication.class, "sse.write-timeout=1s",
				"sse.replay.total=16MB", "sse.replay.size=16MB");
		this.healthy = this.server.open("/rooms/a");
		this.healthy.readBlock();
	}

	@AfterEach
	void stop() throws IOException {
		this.healthy.close();
		this.server.close();
	}

	@Test
	void shouldEndManyStalledStreamsWithoutThreadsOrMemoryOfTheirOwn() throws IOException {
		List<Socket> sockets = new ArrayList<>();
		try (LogCapture log = new LogCapture()) {
			for (int i = 0; i < STALLED; i++) {
				sockets.add(SseTestClient.openStalled(this.server.port(), "/rooms/a"));
			}
			List<SseConnection> stalled = awaitOthers(STALLED);
			int threads = threadCount();
			long heap = usedHeap();
			publishUntilAlone();
			stalled.forEach((connection) -> listener().awaitClosed(connection, CloseReason.STALLED));
			assertThat(this.threadsMeanwhile).isBetween(1, threads + STALLED / 2);
			// The log, and not events for each stream
			long oneEach = (long) STALLED * DATA.length() * this.published;
			assertThat(usedHeap() - heap).isLessThan(Math.min(oneEach / 2, 64 * 1024 * 1024));
			assertThat(log.messages()).isEmpty();
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

	@Test
	void shouldEndAStreamThatIsReadByteByByteOnceItsBuffersAreFull() throws IOException {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
		try (Socket socket = SseTestClient.openStalled(this.server.port(), "/rooms/a")) {
			InputStream in = socket.getInputStream();
			executor.scheduleWithFixedDelay(() -> readOne(in), 0, 50, TimeUnit.MILLISECONDS);
			List<SseConnection> trickling = awaitOthers(1);
			publishUntilAlone();
			listener().awaitClosed(trickling.get(0), CloseReason.STALLED);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void shouldServeAClientThatReadsByteByByteWhatItsBuffersHold() throws IOException {
		try (SseTestClient trickling = this.server.open("/rooms/a")) {
			for (int i = 0; i < 500; i++) {
				this.server.hub().broadcast("a", "small " + i);
			}
			StringBuilder text = new StringBuilder();
			while (text.indexOf("small 499\n") < 0) {
				text.append((char) trickling.body().read());
			}
			for (int i = 0; i < 500; i++) {
				assertThat(text).contains("data: small " + i + "\n");
				assertThat(this.healthy.readData()).isEqualTo("small " + i);
			}
		}
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "There is no signal that stops a process")
	void shouldEndStreamsOfAStoppedProcess() throws Exception {
		Process client = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ReadingProcess.class.getName(),
				String.valueOf(this.server.port()), "/rooms/a")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			assertThat(client.getInputStream().read()).as("is reading").isPositive();
			List<SseConnection> others = awaitOthers(1);
			publishOne();
			Process stop = new ProcessBuilder("kill", "-STOP", String.valueOf(client.pid())).start();
			assertThat(stop.waitFor()).isZero();
			publishUntilAlone();
			listener().awaitClosed(others.get(0), CloseReason.STALLED);
		}
		finally {
			client.destroyForcibly();
		}
	}

	private List<SseConnection> awaitOthers(int count) {
		SseConnection first = this.server.hub()
			.connections("a")
			.stream()
			.min((a, b) -> a.openedAt().compareTo(b.openedAt()))
			.orElseThrow();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.hub().connections("a").size() == count + 1);
		return this.server.hub()
			.connections("a")
			.stream()
			.filter((connection) -> !connection.id().equals(first.id()))
			.toList();
	}

	// The healthy client gets everything meanwhile, in order
	private void publishUntilAlone() throws IOException {
		int all = this.server.hub().connections("a").size();
		int open = all;
		while (open > 1 && this.published < MAX_EVENTS) {
			publishOne();
			open = this.server.hub().connections("a").size();
			if (open == all) {
				this.threadsMeanwhile = Math.max(this.threadsMeanwhile, threadCount());
			}
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.hub().connections("a").size() == 1);
		publishOne();
	}

	private void publishOne() throws IOException {
		String data = this.published + DATA;
		this.published++;
		this.server.hub().broadcast("a", data);
		assertThat(this.healthy.readData()).isEqualTo(data);
	}

	private RecordingListener listener() {
		return this.server.bean(RecordingListener.class);
	}

	// Besides those of the containers, whose pools have as many as they like
	private static int threadCount() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> !name.startsWith("http-nio-") && !name.startsWith("qtp"))
			.count();
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static void readOne(InputStream in) {
		try {
			in.read();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
