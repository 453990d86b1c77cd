package io.github.ssehub.log.memory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A server in this process, with connections that break as others do: what was sent may
 * be carried out without an answer, or late. Thread-safe.
 */
final class SharedServer implements AutoCloseable {

	private final ExecutorService thread = Executors.newSingleThreadExecutor((task) -> new Thread(task, "server"));

	// Guarded by this
	private final List<Connection> connections = new ArrayList<>();

	private CountDownLatch frozen = new CountDownLatch(0);

	private SharedEntries entries = new SharedEntries();

	private boolean up = true;

	SharedServer() {
		this.entries.leap(0);
	}

	synchronized Connection connect() throws IOException {
		if (!this.up) {
			throw new IOException("Connection refused");
		}
		Connection connection = new Connection();
		this.connections.add(connection);
		return connection;
	}

	void freeze() {
		CountDownLatch latch = new CountDownLatch(1);
		this.frozen = latch;
		this.thread.execute(() -> {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// Closed
			}
		});
	}

	void unfreeze() {
		this.frozen.countDown();
	}

	synchronized void kill() {
		this.up = false;
		cut();
	}

	/**
	 * Start again.
	 * @param kept gives what there is from what there was
	 */
	synchronized void restart(UnaryOperator<SharedEntries> kept) {
		this.entries = kept.apply(this.entries);
		this.entries.leap(0);
		this.up = true;
	}

	synchronized SharedEntries copy() {
		return new SharedEntries(this.entries);
	}

	synchronized void change(Consumer<SharedEntries> change) {
		change.accept(this.entries);
	}

	synchronized void cut() {
		this.connections.forEach(Connection::close);
		this.connections.clear();
	}

	synchronized void stall() {
		this.connections.forEach((connection) -> connection.held = new ArrayList<>());
	}

	synchronized void deliver() {
		for (Connection connection : this.connections) {
			List<Runnable> held = connection.held;
			connection.held = null;
			if (held != null) {
				held.forEach(this.thread::execute);
			}
		}
	}

	@Override
	public void close() {
		kill();
		this.thread.shutdownNow();
	}

	/**
	 * A connection of a node.
	 */
	final class Connection implements AutoCloseable {

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		// What waits to come through, if nothing does
		private List<Runnable> held;

		<T> T call(Function<SharedEntries, T> request, Duration timeout) throws IOException, InterruptedException {
			CompletableFuture<T> answer = new CompletableFuture<>();
			send(() -> carryOut(request, answer));
			try {
				CompletableFuture.anyOf(answer, this.end).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
				if (!answer.isDone()) {
					throw new IOException("Connection was closed");
				}
				return answer.get();
			}
			catch (TimeoutException | ExecutionException ex) {
				throw new IOException("No answer", ex);
			}
		}

		private void send(Runnable request) {
			synchronized (SharedServer.this) {
				if (this.held != null) {
					this.held.add(request);
				}
				else if (SharedServer.this.up) {
					SharedServer.this.thread.execute(request);
				}
			}
		}

		private <T> void carryOut(Function<SharedEntries, T> request, CompletableFuture<T> answer) {
			synchronized (SharedServer.this) {
				// A server that was killed has forgotten what it had yet to do
				if (SharedServer.this.up) {
					answer.complete(request.apply(SharedServer.this.entries));
				}
			}
		}

		@Override
		public void close() {
			this.end.complete(null);
		}

	}

}
