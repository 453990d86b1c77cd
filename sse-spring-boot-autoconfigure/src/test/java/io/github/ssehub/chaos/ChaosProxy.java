package io.github.ssehub.chaos;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * Stands between one client and the servers, of which each connection leads to one, and
 * treats each connection after a plan until it is told to be calm.
 */
final class ChaosProxy implements Closeable {

	private static final int BUFFER = 8192;

	private static final Pattern CONNECTION_HEADER = Pattern.compile("(?im)^connection:.*\r\n");

	private final IntUnaryOperator targets;

	private final IntFunction<CutPlan> plans;

	private final AtomicInteger cuts;

	private final ServerSocket server = new ServerSocket();

	private final Thread thread = new Thread(this::run, "chaos-proxy");

	private volatile boolean calm;

	// Small buffers, so that a stall reaches the server
	ChaosProxy(IntUnaryOperator targets, IntFunction<CutPlan> plans, AtomicInteger cuts) throws IOException {
		this.targets = targets;
		this.plans = plans;
		this.cuts = cuts;
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	// From now on nothing is cut or held up
	void calm() {
		this.calm = true;
	}

	private void run() {
		for (int i = 0; !this.server.isClosed(); i++) {
			try (Socket client = this.server.accept(); Socket upstream = new Socket()) {
				upstream.setReceiveBufferSize(BUFFER);
				client.setSendBufferSize(BUFFER);
				client.setTcpNoDelay(true);
				forward(client, upstream, this.targets.applyAsInt(i), this.plans.apply(i));
			}
			catch (IOException ex) {
				// The client reconnects, or the proxy was closed
			}
		}
	}

	private void forward(Socket client, Socket upstream, int target, CutPlan plan) throws IOException {
		byte[] request = readHead(client.getInputStream());
		pause(plan.connectMillis());
		upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
		upstream.getOutputStream().write(withOneRequest(request));
		if (forwardResponse(upstream, client.getOutputStream(), plan)) {
			this.cuts.incrementAndGet();
			cut(client, plan.isReset());
			cut(upstream, plan.isReset());
		}
	}

	private static byte[] readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		for (int lineLength = 0, b = in.read(); b >= 0; b = in.read()) {
			head.write(b);
			if (b == '\n' && lineLength == 0) {
				return head.toByteArray();
			}
			lineLength = (b == '\n') ? 0 : (b == '\r') ? lineLength : lineLength + 1;
		}
		throw new IOException("Client is gone");
	}

	// A stream that ends in good order ends its connection, as one that is cut
	private static byte[] withOneRequest(byte[] head) {
		String text = new String(head, StandardCharsets.ISO_8859_1);
		String result = CONNECTION_HEADER.matcher(text)
			.replaceAll("")
			.replaceFirst("\r\n", "\r\nConnection: close\r\n");
		return result.getBytes(StandardCharsets.ISO_8859_1);
	}

	// Whether to cut, and not because either side has ended the connection
	private boolean forwardResponse(Socket upstream, OutputStream out, CutPlan plan) throws IOException {
		byte[] buffer = new byte[BUFFER];
		InputStream in = upstream.getInputStream();
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(plan.lifeMillis());
		while (true) {
			int count = read(upstream, in, buffer, end);
			if (count <= 0) {
				return count == 0;
			}
			int start = 0;
			for (int i = 0; i < count && !this.calm; i++) {
				boolean cut = plan.cutsAfter(buffer[i]);
				int millis = plan.pauseMillis();
				if (cut || millis > 0) {
					out.write(buffer, start, i + 1 - start);
					start = i + 1;
				}
				if (cut) {
					return true;
				}
				pause(millis);
			}
			out.write(buffer, start, count - start);
		}
	}

	// Zero when the time is up
	private int read(Socket upstream, InputStream in, byte[] buffer, long end) throws IOException {
		while (true) {
			long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (millis <= 0 && !this.calm) {
				return 0;
			}
			upstream.setSoTimeout((int) Math.max(millis, 100));
			try {
				return in.read(buffer);
			}
			catch (SocketTimeoutException ex) {
				// Calm, or up
			}
		}
	}

	private void pause(int millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (long left = end - System.nanoTime(); left > 0 && !this.calm; left = end - System.nanoTime()) {
			LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(10)));
		}
	}

	private static void cut(Socket socket, boolean reset) throws IOException {
		if (reset) {
			socket.setSoLinger(true, 0);
		}
		socket.close();
	}

	@Override
	public void close() throws IOException {
		this.calm = true;
		this.server.close();
	}

}
