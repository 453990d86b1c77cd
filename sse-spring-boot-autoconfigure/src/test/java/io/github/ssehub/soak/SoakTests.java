package io.github.ssehub.soak;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.convert.DurationStyle;

import io.github.ssehub.security.SecuredApplication;
import io.github.ssehub.support.LibraryImportFilter;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Everything that clients do to a server, at random and for a while: in the end there is
 * nothing left of it.
 * <p>
 * Every build runs a short form. For the long one, see {@code docs/testing.md}.
 */
@Tag("long")
@Timeout(1200)
class SoakTests {

	private static final Log logger = LogFactory.getLog(SoakTests.class);

	private static final int VISITORS = 8;

	// A response waits a heartbeat for its source. When the machine stands still for that
	// long, what FAIL_BEFORE_THE_STREAM asks for has begun when it fails
	private static final String LATE_FAILURE = "WARN io.github.ssehub.source.SourceRun: Source of an event stream failed "
			+ "org.springframework.security.";

	private static final Duration DURATION = DurationStyle
		.detectAndParse(System.getProperty("sse.soak.duration", "2s"));

	@ParameterizedTest
	@EnumSource
	void shouldLeaveNothingBehind(Kind kind) throws Exception {
		try (TestServer server = TestServer.start(kind, SecuredApplication.class, TestServer.WITH_SECURITY,
				LibraryImportFilter.ACTUATOR, "sse.heartbeat=1s", "sse.write-timeout=1s", "sse.retry=100ms",
				"sse.limits.per-user=6", "sse.replay.size=1MB", "sse.max-age=2s", "server.tomcat.threads.max=20",
				"server.tomcat.threads.min-spare=20", "server.jetty.threads.max=30", "server.jetty.threads.min=30",
				"logging.level.io.github.ssehub.soak=INFO")) {
			visit(server, DURATION.dividedBy(2));
			awaitNothingLeft(server);
			long heap = usedHeap();
			long files = openFiles();
			int threads = ManagementFactory.getThreadMXBean().getThreadCount();
			try (LogCapture log = new LogCapture()) {
				String figures = visit(server, DURATION);
				awaitNothingLeft(server);
				assertThat(log.warnings()).filteredOn((warning) -> !warning.startsWith(LATE_FAILURE)).isEmpty();
				logger.info(kind + ": " + figures);
			}
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 2));
			await().atMost(Duration.ofSeconds(90))
				.untilAsserted(() -> assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
					.isLessThanOrEqualTo(threads + 3));
			logger.info("heap before and after, MB: " + heap / 1e6 + " " + usedHeap() / 1e6);
			assertThat(usedHeap() - heap).isLessThan(4 * 1024 * 1024);
		}
	}

	// Return how many of each kind there were
	private static String visit(TestServer server, Duration duration) throws Exception {
		List<Visitor> visitors = new ArrayList<>();
		for (int i = 0; i < VISITORS; i++) {
			visitors.add(new Visitor(server, i));
		}
		List<Thread> threads = visitors.stream().map(Thread::new).toList();
		threads.forEach(Thread::start);
		long end = System.nanoTime() + duration.toNanos();
		for (int i = 0; System.nanoTime() < end; i++) {
			server.hub().broadcast("room", ((i % 50 == 0) ? "x".repeat(100_000) : "event ") + i);
			TimeUnit.MILLISECONDS.sleep(2);
		}
		visitors.forEach(Visitor::stop);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(visitors).extracting(Visitor::failure).containsOnlyNulls();
		return Visits.sum(visitors.stream().map(Visitor::visits)).toString();
	}

	private static void awaitNothingLeft(TestServer server) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(server.hub().connections()).isEmpty();
			assertThat(server.activeRequests()).isZero();
			MeterRegistry registry = server.bean(MeterRegistry.class);
			assertThat(Stream.of("sse.connections", "sse.lagging", "sse.sources", "http.server.requests.active"))
				.allSatisfy((name) -> assertThat(registry.get(name).meters())
					.allSatisfy((meter) -> assertThat(meter.measure())
						.filteredOn((measurement) -> measurement.getStatistic().name().matches("VALUE|ACTIVE_TASKS"))
						.allSatisfy((measurement) -> assertThat(measurement.getValue()).as(name).isZero())));
			double opened = registry.get("sse.connections.opened").functionCounter().count();
			double closed = registry.get("sse.connections.closed")
				.functionCounters()
				.stream()
				.mapToDouble((counter) -> counter.count())
				.sum();
			assertThat(closed).isEqualTo(opened);
		});
	}

	private static long usedHeap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	// None on Windows
	private static long openFiles() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getOpenFileDescriptorCount() : 0;
	}

}
