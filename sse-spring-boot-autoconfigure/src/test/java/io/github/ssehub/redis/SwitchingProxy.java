package io.github.ssehub.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * Leads connections to one of several servers, as something does that follows the
 * primary.
 */
public final class SwitchingProxy implements AutoCloseable {

	private final ServerSocket server;

	private final List<Link> links = new CopyOnWriteArrayList<>();

	private volatile int target;

	private final AtomicInteger numbersToLose = new AtomicInteger();

	private volatile CountDownLatch scripts = new CountDownLatch(0);

	public SwitchingProxy(int target) throws IOException {
		this(target, ServerSocketFactory.getDefault());
	}

	SwitchingProxy(int target, ServerSocketFactory factory) throws IOException {
		this.server = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		start(this::accept);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Lead new connections to another server.
	 * @param target its port
	 */
	public void switchTo(int target) {
		this.target = target;
	}

	/**
	 * Cut all connections each time that a number is answered, as to whoever appends.
	 * @param times how often
	 */
	public void loseNumbers(int times) {
		this.numbersToLose.set(times);
	}

	public boolean hasLostNumbers() {
		return this.numbersToLose.get() <= 0;
	}

	/**
	 * Have scripts wait.
	 */
	public void holdScripts() {
		this.scripts = new CountDownLatch(1);
	}

	public void releaseScripts() {
		this.scripts.countDown();
	}

	/**
	 * Break all connections, and take no more until there is a target again.
	 */
	void cut() {
		this.target = -1;
		closeLinks();
	}

	/**
	 * End the connections that there are, with what is on its way on them.
	 */
	public void closeLinks() {
		this.links.forEach(Link::close);
		this.links.clear();
	}

	/**
	 * Have nothing come through the connections that there are, while they stay open.
	 */
	void stall() {
		this.links.forEach(Link::stall);
	}

	/**
	 * Have come through what has come to connections that were stalled.
	 */
	void deliver() {
		this.links.forEach(Link::deliver);
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			if (this.target < 0) {
				client.close();
				continue;
			}
			try {
				Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.target);
				client.setTcpNoDelay(true);
				upstream.setTcpNoDelay(true);
				Link link = new Link(client, upstream);
				this.links.add(link);
				start(() -> copy(client, upstream, link));
				start(() -> copy(upstream, client, link));
			}
			catch (IOException ex) {
				client.close();
			}
		}
	}

	private void copy(Socket from, Socket to, Link link) throws IOException, InterruptedException {
		try (from; to) {
			byte[] buffer = new byte[8192];
			for (int n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
				if (new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("EVAL")) {
					this.scripts.await();
				}
				if (n > 0 && buffer[0] == ':' && this.numbersToLose.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
					closeLinks();
				}
				link.pass();
				to.getOutputStream().write(buffer, 0, n);
			}
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException | InterruptedException ex) {
				// Closed
			}
		}, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		closeLinks();
	}

	private static final class Link {

		private final List<Socket> sockets;

		private volatile CountDownLatch gate = new CountDownLatch(0);

		Link(Socket... sockets) {
			this.sockets = List.of(sockets);
		}

		void stall() {
			this.gate = new CountDownLatch(1);
		}

		void deliver() {
			this.gate.countDown();
		}

		void pass() throws InterruptedException {
			this.gate.await();
		}

		void close() {
			try {
				for (Socket socket : this.sockets) {
					socket.close();
				}
			}
			catch (IOException ex) {
				// Closed as far as can be
			}
		}

	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException, InterruptedException;

	}

}
