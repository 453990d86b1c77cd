package io.github.ssehub.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before the sample, and breaks the first connection for each URL with a parameter
 * {@code cut} after so many bytes of the body. With {@code swallow} it leaves it open,
 * and passes nothing on any more.
 */
final class CuttingProxy implements AutoCloseable {

	private static final Pattern CUT = Pattern.compile("[?&](cut|swallow)=(\\d+)");

	private final int target;

	private final ServerSocket server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Set<String> cut = ConcurrentHashMap.newKeySet();

	CuttingProxy(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.executor.execute(this::accept);
	}

	URI uri(String path) {
		return URI.create("http://localhost:" + this.server.getLocalPort() + path);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				this.executor.execute(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	// One request for each connection
	private void serve(Socket client) {
		try (client; Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			client.setTcpNoDelay(true);
			String head = readHead(client.getInputStream());
			upstream.getOutputStream()
				.write(head.replaceAll("(?im)^connection:.*\r\n", "")
					.replaceFirst("\r\n", "\r\nConnection: close\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			InputStream response = upstream.getInputStream();
			String answer = readHead(response);
			client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
			String requestLine = head.substring(0, head.indexOf('\r'));
			copy(response, client.getOutputStream(), limit(requestLine));
			if (requestLine.contains("swallow=")) {
				response.transferTo(OutputStream.nullOutputStream());
			}
		}
		catch (IOException ex) {
			// One of the two has gone
		}
	}

	private long limit(String requestLine) {
		Matcher matcher = CUT.matcher(requestLine);
		return (matcher.find() && this.cut.add(requestLine)) ? Long.parseLong(matcher.group(2)) : Long.MAX_VALUE;
	}

	private static String readHead(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		for (int b = in.read(); b >= 0; b = in.read()) {
			head.write(b);
			if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				break;
			}
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
		byte[] buffer = new byte[1024];
		long left = limit;
		while (left > 0) {
			int length = in.read(buffer, 0, (int) Math.min(buffer.length, left));
			if (length < 0) {
				return;
			}
			out.write(buffer, 0, length);
			left -= length;
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.executor.shutdownNow();
	}

}
