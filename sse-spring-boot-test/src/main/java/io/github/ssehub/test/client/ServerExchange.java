package io.github.ssehub.test.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import io.github.ssehub.test.client.Received.State;

/**
 * An exchange with a server, whose answer a thread reads: as much as it is allowed to, so
 * that the buffers of a client that stalls fill up.
 */
final class ServerExchange implements SseTestExchange {

	private static final int BUFFER_SIZE = 8 * 1024;

	private static final int SLICES_A_SECOND = 20;

	private final Socket socket;

	private final HttpAnswer answer;

	private final Received received;

	private final int bytesPerSecond;

	// Guarded by this
	private boolean stalled;

	private boolean closed;

	private ServerExchange(Socket socket, HttpAnswer answer, Received received, int bytesPerSecond) {
		this.socket = socket;
		this.answer = answer;
		this.received = received;
		this.bytesPerSecond = bytesPerSecond;
	}

	static ServerExchange open(RequestData request, Received received, Duration timeout) throws IOException {
		Socket socket = new Socket();
		try {
			int receiveBuffer = request.receiveBuffer();
			if (receiveBuffer > 0) {
				socket.setReceiveBufferSize(receiveBuffer);
			}
			int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
			URI uri = request.uri();
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(millis);
			socket.connect(new InetSocketAddress(host(uri), (uri.getPort() > 0) ? uri.getPort() : 80), millis);
			socket.getOutputStream().write(bytes(request));
			// Reads ahead no more than the slow and the stalled may have
			InputStream in = (receiveBuffer > 0) ? new BufferedInputStream(socket.getInputStream(), 512)
					: new BufferedInputStream(socket.getInputStream(), BUFFER_SIZE);
			HttpAnswer answer = new HttpAnswer(in, request.method() == HttpMethod.HEAD);
			socket.setSoTimeout(0);
			ServerExchange exchange = new ServerExchange(socket, answer, received, request.bytesPerSecond());
			received.start(SseTestStream.isEventStream(answer.headers()));
			exchange.start(request);
			return exchange;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static String host(URI uri) {
		String host = uri.getHost();
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	private static byte[] bytes(RequestData request) throws IOException {
		URI uri = request.uri();
		StringBuilder head = new StringBuilder(request.method() + " ");
		head.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
		if (uri.getRawQuery() != null) {
			head.append('?').append(uri.getRawQuery());
		}
		head.append(" HTTP/1.1\r\n");
		if (!request.headers().containsHeader(HttpHeaders.HOST)) {
			head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
		}
		request.headers()
			.forEach((name, values) -> values
				.forEach((value) -> head.append(name).append(": ").append(value).append("\r\n")));
		if (request.body().length > 0 || request.method() != HttpMethod.GET) {
			head.append("Content-Length: ").append(request.body().length).append("\r\n");
		}
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		result.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
		result.write(request.body());
		return result.toByteArray();
	}

	private void start(RequestData request) {
		Thread thread = new Thread(this::read, "sse-test-client " + request.uri().getRawPath());
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		int slice = (this.bytesPerSecond > 0) ? Math.max(1, this.bytesPerSecond / SLICES_A_SECOND) : BUFFER_SIZE;
		byte[] buffer = new byte[Math.min(slice, BUFFER_SIZE)];
		try (this.socket) {
			while (awaitTurn()) {
				int count = this.answer.read(buffer, buffer.length);
				if (count < 0) {
					this.received.end(State.ENDED, "");
					return;
				}
				// What was on its way when the client stalled is not seen before it goes
				// on
				if (!awaitTurn() || !this.received.add(buffer, 0, count)) {
					return;
				}
				pace(count);
			}
		}
		catch (IOException | RuntimeException ex) {
			this.received.end(State.BROKEN, ex.toString());
		}
		catch (InterruptedException ex) {
			this.received.end(State.BROKEN, "reader was interrupted");
		}
	}

	private synchronized boolean awaitTurn() throws InterruptedException {
		while (this.stalled && !this.closed) {
			wait();
		}
		return !this.closed;
	}

	private synchronized void pace(int count) throws InterruptedException {
		if (this.bytesPerSecond > 0) {
			long end = System.nanoTime() + count * 1_000_000_000L / this.bytesPerSecond;
			for (long left = end - System.nanoTime(); left > 0 && !this.closed; left = end - System.nanoTime()) {
				wait(left / 1_000_000, (int) (left % 1_000_000));
			}
		}
	}

	@Override
	public int status() {
		return this.answer.status();
	}

	@Override
	public HttpHeaders headers() {
		return this.answer.headers();
	}

	@Override
	public void poll() {
	}

	@Override
	public boolean isPolled() {
		return false;
	}

	@Override
	public synchronized void stall() {
		this.stalled = true;
	}

	@Override
	public synchronized void proceed() {
		this.stalled = false;
		notifyAll();
	}

	@Override
	public void cut() {
		close(true);
	}

	@Override
	public void close() {
		close(false);
	}

	private void close(boolean reset) {
		this.received.end(State.CLOSED, "");
		synchronized (this) {
			this.closed = true;
			notifyAll();
		}
		try {
			if (reset && !this.socket.isClosed()) {
				this.socket.setSoLinger(true, 0);
			}
			this.socket.close();
		}
		catch (IOException ex) {
			// Closed, one way or the other
		}
	}

}
