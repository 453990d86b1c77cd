package io.github.ssehub.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.github.ssehub.benchmarks.driver.LoadDriver;
import io.github.ssehub.benchmarks.driver.LoadResult;

/**
 * Clients that all come back at once, as a process of their own: what reading costs them
 * must not count as latency of the others. Each line of the standard input has the last
 * event id that they come back with; a line of the standard output tells how it went.
 */
public final class StormClient {

	private StormClient() {
	}

	/**
	 * Wait for lines.
	 * @param args port, path, streams, events that each stream has missed
	 * @throws IOException if the server does not answer
	 */
	public static void main(String[] args) throws IOException {
		int port = Integer.parseInt(args[0]);
		int streams = Integer.parseInt(args[2]);
		int events = Integer.parseInt(args[3]);
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		String id = in.readLine();
		while (id != null) {
			try (LoadDriver driver = new LoadDriver(port)) {
				LoadResult result = driver.replay(streams, args[1], "Last-Event-ID: " + id + "\r\n", events);
				System.out.println(String.format(Locale.ROOT, "%.2f s, lost %d, disordered %d, closed %d",
						result.seconds(), result.lost(), result.disordered(), result.closed()));
			}
			id = in.readLine();
		}
	}

}
