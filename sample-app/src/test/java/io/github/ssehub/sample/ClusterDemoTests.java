package io.github.ssehub.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The demo of the profile {@code cluster}: three nodes, of which one is killed.
 */
@EnabledIf("isInProfile")
class ClusterDemoTests {

	private static final String MAIN_CLASS = "io.github.ssehub.sample.cluster.ClusterDemo";

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private static final Pattern NODE = Pattern.compile("\\[(\\d+)] .*kill -9 (\\d+)\\)");

	private static final Map<Integer, ProcessHandle> PROCESSES = new HashMap<>();

	private static List<TestHttp> nodes;

	private static Processes processes;

	private static Process demo;

	private static Browser browser;

	static boolean isInProfile() {
		return ClassUtils.isPresent(MAIN_CLASS, null);
	}

	@BeforeAll
	static void start() throws IOException {
		browser = Browser.start(BrowserKind.CHROMIUM);
		int first = TestHttp.freePort();
		nodes = IntStream.range(first, first + 3).mapToObj(TestHttp::new).toList();
		processes = new Processes();
		demo = processes.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), MAIN_CLASS, "--server.port=" + first,
				"--logging.level.root=off");
		BufferedReader output = demo.inputReader();
		while (PROCESSES.size() < nodes.size()) {
			Matcher line = NODE.matcher(output.readLine());
			if (line.matches()) {
				ProcessHandle process = ProcessHandle.of(Long.parseLong(line.group(2))).orElseThrow();
				PROCESSES.put(Integer.parseInt(line.group(1)), process);
			}
		}
		for (TestHttp node : nodes) {
			await().atMost(START_TIMEOUT).ignoreExceptions().untilAsserted(() -> {
				assertThat(demo.isAlive()).isTrue();
				node.post("start", "up");
			});
		}
	}

	@AfterAll
	static void stop() throws IOException {
		if (processes != null) {
			List<ProcessHandle> children = demo.descendants().toList();
			processes.close();
			await().atMost(Duration.ofSeconds(30)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
		}
		if (browser != null) {
			browser.close();
		}
	}

	@Test
	void shouldGoOnAtAnotherNodeWhenThatOfThePageIsKilled() throws Exception {
		TestHttp own = nodes.get(1);
		TestHttp other = nodes.get(0);
		browser.driver().get(own.uri("/#outage").toString());
		eventually(() -> assertThat(browser.text("#state")).isEqualTo("Open"));
		assertThat(browser.text("#node")).isEqualTo("Node " + own.port());
		other.post("outage", "before");
		eventually(() -> assertThat(browser.texts(".plain code")).containsExactly("before"));
		kill(own);
		other.post("outage", "meanwhile");
		eventually(() -> assertThat(browser.text("#node")).isNotEqualTo("Node " + own.port()));
		eventually(() -> assertThat(browser.text("#state")).isEqualTo("Open"));
		other.post("outage", "after");
		eventually(() -> assertThat(browser.texts(".plain code")).containsExactly("before", "meanwhile", "after"));
		assertThat(browser.text(".notice")).matches("Back after .* with last event id .* replayed");
		eventually(() -> assertThat(browser.text("[data-metric=heap] b")).matches("[1-9]\\d* MB"));
	}

	private static void kill(TestHttp node) {
		ProcessHandle process = PROCESSES.get(node.port());
		process.destroyForcibly();
		process.onExit().join();
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(assertion);
	}

}
