package io.github.ssehub.faults;

import java.io.IOException;

import io.github.ssehub.support.SseTestClient;

/**
 * A client in a process of its own.
 */
public final class ReadingProcess {

	private ReadingProcess() {
	}

	public static void main(String[] args) throws IOException {
		try (SseTestClient client = SseTestClient.get(Integer.parseInt(args[0]), args[1])) {
			client.readBlock();
			System.out.println("reading");
			while (true) {
				client.readBlock();
			}
		}
	}

}
