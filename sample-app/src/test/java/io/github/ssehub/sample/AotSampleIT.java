package io.github.ssehub.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.ssehub.test.client.SseTestStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as it is packaged, with the beans that were worked out at build time.
 */
class AotSampleIT {

	private static final String JAR = System.getProperty("sse.sample.jar");

	private static final String METADATA = "META-INF/native-image/io.github.ssehub/sample-app/"
			+ "reachability-metadata.json";

	@Test
	void shouldStream() throws Exception {
		TestHttp http = new TestHttp(TestHttp.freePort());
		try (Processes processes = new Processes()) {
			Process process = processes.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Dspring.aot.enabled=true", "-XX:TieredStopAtLevel=1", "-jar", JAR,
					"--server.port=" + http.port());
			BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
			String line = output.readLine();
			while (line != null && !line.contains("Starting AOT-processed SampleApplication")) {
				line = output.readLine();
			}
			assertThat(line).as("first line of the application").isNotNull();
			await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> http.post("aot", "early"));
			try (SseTestStream room = http.stream("/rooms/aot"); SseTestStream rows = http.stream("/import?rows=1")) {
				http.post("aot", "hello");
				assertThat(room.awaitEvent()).hasData("hello").hasId();
				assertThat(rows.awaitEvent()).hasData("{\"done\":1,\"total\":1}");
			}
			LoggedInUser ann = LoggedInUser.logIn(http, "ann");
			try (SseTestStream notes = ann.open("/account/events");
					SseTestStream meters = http.stream("/sse?room=metrics")) {
				assertThat(notes.awaitEvent()).hasData("{\"user\":\"ann\"}");
				assertThat(meters.awaitEvent()).hasDataContaining("\"sse.connections\":", "\"sse.loop.busy\":");
				ann.logOut();
				assertThat(notes.awaitEvent()).hasDataContaining("\"unauthorized\"");
			}
		}
	}

	// For a native image
	@ParameterizedTest
	@ValueSource(classes = { ServerStatistics.class, ChatController.CaughtUp.class, ImportController.Progress.class,
			AccountController.Greeting.class, AccountController.Note.class, AccountController.Csrf.class })
	void shouldKnowWhatIsPublished(Class<?> payload) throws IOException {
		try (JarFile jar = new JarFile(JAR); InputStream metadata = jar.getInputStream(jar.getEntry(METADATA))) {
			assertThat(new String(metadata.readAllBytes(), StandardCharsets.UTF_8))
				.contains("\"" + payload.getName() + "\"");
		}
	}

}
