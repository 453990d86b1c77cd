package io.github.ssehub.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.springframework.util.PropertyPlaceholderHelper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The proxies that the sample is tested behind, as Debian installs them, with the files
 * in {@code src/test/proxies}. Where one is not installed the test is skipped, or fails
 * if {@code SSE_PROXY_REQUIRED} is set.
 */
enum ProxyKind {

	NGINX("nginx.conf", "/usr/sbin/nginx", "-c"),

	NGINX_BEHIND_NGINX("nginx-behind-nginx.conf", "/usr/sbin/nginx", "-c"),

	HAPROXY("haproxy.cfg", "/usr/sbin/haproxy", "-f"),

	LIGHTTPD("lighttpd.conf", "/usr/sbin/lighttpd", "-D", "-f"),

	APACHE("apache.conf", "/usr/sbin/apache2", "-X", "-f");

	private static final String REQUIRED = "SSE_PROXY_REQUIRED";

	private final String file;

	private final List<String> command;

	ProxyKind(String file, String... command) {
		this.file = file;
		this.command = List.of(command);
	}

	/**
	 * Start the proxy.
	 * @param processes what it runs in
	 * @param app the port of the application
	 * @return its own port
	 * @throws IOException if it cannot be started
	 */
	int start(Processes processes, int app) throws IOException {
		Path executable = Path.of(this.command.get(0));
		if (Boolean.parseBoolean(System.getProperty(REQUIRED, System.getenv(REQUIRED)))) {
			assertThat(executable).isExecutable();
		}
		assumeThat(executable).isExecutable();
		int port = TestHttp.freePort();
		Map<String, String> values = Map.of("app", String.valueOf(app), "port", String.valueOf(port), "inner",
				String.valueOf(TestHttp.freePort()), "directory", processes.directory().toString());
		String text = new PropertyPlaceholderHelper("${", "}")
			.replacePlaceholders(Files.readString(Path.of("src/test/proxies", this.file)), values::get);
		Path file = Files.writeString(processes.directory().resolve(this.file), text);
		processes.start(arguments(file));
		await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
			new Socket(InetAddress.getLoopbackAddress(), port).close();
			return true;
		});
		return port;
	}

	private String[] arguments(Path file) {
		String[] arguments = this.command.toArray(new String[this.command.size() + 1]);
		arguments[this.command.size()] = file.toString();
		return arguments;
	}

}
