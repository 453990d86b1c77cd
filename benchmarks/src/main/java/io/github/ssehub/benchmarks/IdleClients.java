package io.github.ssehub.benchmarks;

import java.io.IOException;

import io.github.ssehub.benchmarks.driver.LoadDriver;

/**
 * Streams that stay open, as a process of its own: there is a bound to the files that a
 * process may have open. Tells how many streams it opens a second, and ends with its
 * standard input.
 */
public final class IdleClients {

	private IdleClients() {
	}

	/**
	 * Open streams.
	 * @param args port, path, streams
	 * @throws IOException if the server does not answer
	 */
	public static void main(String[] args) throws IOException {
		try (LoadDriver driver = new LoadDriver(Integer.parseInt(args[0]))) {
			System.out.println(driver.open(Integer.parseInt(args[2]), (stream) -> args[1], ""));
			System.in.read();
		}
	}

}
