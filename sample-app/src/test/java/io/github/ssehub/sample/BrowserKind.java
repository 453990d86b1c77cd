package io.github.ssehub.sample;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.Dimension;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.RemoteWebDriver;

import static org.awaitility.Awaitility.await;

/**
 * The browsers that the tests run in, as Debian installs them.
 */
enum BrowserKind {

	CHROMIUM("/usr/bin/chromium", "/usr/bin/chromedriver") {

		@Override
		RemoteWebDriver start(Processes processes) {
			ChromeOptions options = new ChromeOptions();
			options.setBinary(executable(0));
			options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--force-prefers-reduced-motion", "--window-size=1280,1003",
					"--user-data-dir=" + processes.directory());
			ChromeDriverService service = new ChromeDriverService.Builder()
				.usingDriverExecutable(Path.of(executable(1)).toFile())
				.usingAnyFreePort()
				.build();
			return new ChromeDriver(service, options);
		}

	},

	FIREFOX("/usr/bin/firefox-esr") {

		@Override
		RemoteWebDriver start(Processes processes) throws IOException {
			Path profile = processes.directory();
			Files.writeString(profile.resolve("user.js"), """
					user_pref("marionette.port", 0);
					user_pref("browser.shell.checkDefaultBrowser", false);
					user_pref("datareporting.policy.dataSubmissionEnabled", false);
					user_pref("ui.prefersReducedMotion", 1);
					""");
			processes.environment("MOZ_HEADLESS_WIDTH", "1280");
			processes.environment("MOZ_HEADLESS_HEIGHT", "1003");
			processes.start(executable(0), "--headless", "--marionette", "--no-remote", "--profile",
					profile.toString());
			Path port = profile.resolve("MarionetteActivePort");
			await().atMost(START_TIMEOUT).ignoreExceptions().until(() -> !Files.readString(port).isBlank());
			return new RemoteWebDriver(new MarionetteExecutor(Integer.parseInt(Files.readString(port))),
					new ImmutableCapabilities());
		}

	},

	WEBKIT("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb") {

		@Override
		RemoteWebDriver start(Processes processes) throws IOException {
			Process screen = processes.start(executable(2), "-displayfd", "1", "-screen", "0", "1280x1024x24",
					"-nolisten", "tcp");
			processes.environment("DISPLAY", ":" + screen.inputReader().readLine());
			int port = TestHttp.freePort();
			processes.start(executable(1), "--port=" + port);
			URI uri = URI.create("http://localhost:" + port);
			await().atMost(START_TIMEOUT).ignoreExceptions().until(() -> {
				uri.resolve("/status").toURL().openStream().close();
				return true;
			});
			Map<String, Object> options = Map.of("binary", executable(0), "args", List.of("--automation"));
			RemoteWebDriver driver = new RemoteWebDriver(uri.toURL(),
					new ImmutableCapabilities("webkitgtk:browserOptions", options));
			driver.manage().window().setSize(new Dimension(1280, 1003));
			return driver;
		}

	};

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final List<String> executables;

	BrowserKind(String... executables) {
		this.executables = List.of(executables);
	}

	abstract RemoteWebDriver start(Processes processes) throws IOException;

	String executable(int index) {
		return this.executables.get(index);
	}

	List<String> missing() {
		return this.executables.stream().filter((path) -> !Files.isExecutable(Path.of(path))).toList();
	}

}
