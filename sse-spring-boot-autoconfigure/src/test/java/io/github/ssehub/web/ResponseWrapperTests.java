package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.util.ContentCachingResponseWrapper;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.StreamConnector;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams whose response is wrapped by a filter of the application.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class ResponseWrapperTests {

	private static final String SNAPSHOT = "x".repeat(20_000);

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	private LogCapture log;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void captureLog() {
		this.log = new LogCapture();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
		this.log.close();
		server.bean(Application.class).wrapper = UnaryOperator.identity();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/a", "/emitter/a", "/snapshot/a" })
	void shouldRefuseAWrapperThatCaches(String path) throws Exception {
		wrap(CachingResponse::new);
		assertRefused(path, CachingResponse.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/a", "/emitter/a", "/snapshot/a" })
	void shouldRefuseAWrapperThatCapturesTheBodyOnly(String path) throws Exception {
		wrap((response) -> new StreamResponse(response, (out) -> new CapturingStream()));
		assertRefused(path, StreamResponse.class);
	}

	private void assertRefused(String path, Class<?> wrapper) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(500);
			assertThat(server.hub().connections()).isEmpty();
			assertThat(this.log.messages()).anyMatch((message) -> message.contains(wrapper.getName()));
		}
	}

	@Test
	void shouldWarnOnceOfAWrapperThatKeepsWhatIsWritten() throws Exception {
		wrap((response) -> new StreamResponse(response, (out) -> new CapturingStream()) {
		});
		assertWarnsOnce("keeps what is written");
	}

	@Test
	void shouldWarnOnceOfAWrapperThatCompresses() throws Exception {
		wrap((response) -> {
			response.setHeader("Content-Encoding", "gzip");
			return new StreamResponse(response, GzipStream::new) {
			};
		});
		assertWarnsOnce("compresses");
	}

	private void assertWarnsOnce(String text) throws IOException {
		for (int i = 0; i < 3; i++) {
			server.open("/endpoint/a").close();
		}
		// Clients may have the response before
		await().untilAsserted(() -> assertThat(this.log.messages()
			.stream()
			.filter((message) -> message.startsWith("WARN") && message.contains(StreamConnector.class.getName())))
			.singleElement()
			.asString()
			.contains(ResponseWrapperTests.class.getName() + "$", text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint/a", "/emitter/a", "/snapshot/a" })
	void shouldDeliverThroughAWrapperThatDropsTheListener(String path) throws Exception {
		wrap((response) -> new DroppingResponse(response, DroppingStream::new));
		try (SseTestClient client = server.open(path)) {
			client.readBlock();
			if (path.startsWith("/snapshot")) {
				assertThat(client.readData()).isEqualTo(SNAPSHOT);
			}
			assertThat(deliver(client)).isEqualTo("hello");
			assertThat(deliver(client)).isEqualTo("hello");
		}
	}

	@Test
	void shouldTellOnceOfAWrapperThatDropsTheListener() throws Exception {
		wrap((response) -> new ToldResponse(response, DroppingStream::new));
		for (int i = 0; i < 3; i++) {
			try (SseTestClient client = server.open("/endpoint/a")) {
				client.readBlock();
				assertThat(deliver(client)).isEqualTo("hello");
			}
		}
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains(ToldResponse.class.getName(), "setWriteListener");
	}

	@Test
	void shouldDeliverThroughAWrapperThatRefusesTheListener() throws Exception {
		wrap((response) -> new StreamResponse(response, RefusingStream::new));
		try (SseTestClient client = server.open("/endpoint/a")) {
			client.readBlock();
			assertThat(deliver(client)).isEqualTo("hello");
		}
	}

	@Test
	void shouldCommitOnTheThreadOfTheRequest() throws Exception {
		Queue<String> threads = new ConcurrentLinkedQueue<>();
		wrap((response) -> new CommitResponse(response, () -> threads.add(Thread.currentThread().getName())));
		try (SseTestClient client = server.open("/snapshot/a")) {
			assertThat(client.readData()).isEqualTo(SNAPSHOT);
			assertThat(deliver(client)).isEqualTo("hello");
		}
		assertThat(threads).singleElement().asString().doesNotStartWith("sse-");
	}

	// A container does not end each asynchronous request whose commit fails
	@Test
	void shouldCommitBeforeTheRequestIsAsynchronous() throws Exception {
		Queue<Boolean> asynchronous = new ConcurrentLinkedQueue<>();
		wrap((response) -> new CommitResponse(response, () -> asynchronous.add(currentRequest().isAsyncStarted())));
		try (SseTestClient client = server.open("/endpoint/a")) {
			client.readBlock();
			assertThat(deliver(client)).isEqualTo("hello");
		}
		assertThat(asynchronous).containsExactly(false);
	}

	private static HttpServletRequest currentRequest() {
		return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
	}

	@Test
	void shouldDeliverToOthersWhileACommitIsSlow() throws Exception {
		CountDownLatch committing = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		try (SseTestClient other = server.open("/endpoint/a")) {
			other.readBlock();
			wrap((response) -> new CommitResponse(response, () -> {
				committing.countDown();
				awaitUninterruptibly(released);
			}));
			CompletableFuture<SseTestClient> slow = CompletableFuture.supplyAsync(() -> openUnchecked("/endpoint/a"));
			assertThat(committing.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(deliver(other)).isEqualTo("hello");
			assertThat(deliver(other)).isEqualTo("hello");
			released.countDown();
			try (SseTestClient client = slow.get(10, TimeUnit.SECONDS)) {
				client.readBlock();
				assertThat(deliver(client)).isEqualTo("hello");
			}
		}
		finally {
			released.countDown();
		}
	}

	private static SseTestClient openUnchecked(String path) {
		try {
			return server.open(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static String deliver(SseTestClient client) throws IOException {
		server.hub().broadcast("a", "hello");
		return client.readData();
	}

	private static void wrap(UnaryOperator<HttpServletResponse> wrapper) {
		server.bean(Application.class).wrapper = wrapper;
	}

	@RestController
	static class Application extends OncePerRequestFilter {

		private final SseHub hub;

		volatile UnaryOperator<HttpServletResponse> wrapper = UnaryOperator.identity();

		Application(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/endpoint/{room}")
		String endpoint(@PathVariable String room) {
			return room;
		}

		@GetMapping("/emitter/{room}")
		SseEmitter emitter(@PathVariable String room) {
			return this.hub.open(SseSubscription.to(room));
		}

		@SseEndpoint("/snapshot/{room}")
		SseSubscription snapshot(@PathVariable String room) {
			return SseSubscription.to(room).snapshot((position) -> List.of(SseEvent.of(SNAPSHOT)));
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			HttpServletResponse wrapped = this.wrapper.apply(response);
			try {
				chain.doFilter(request, wrapped);
			}
			finally {
				if (wrapped instanceof CachingResponse caching) {
					caching.copyBodyToResponse();
				}
			}
		}

	}

	private static final class CachingResponse extends ContentCachingResponseWrapper {

		CachingResponse(HttpServletResponse response) {
			super(response);
		}

	}

	private static class StreamResponse extends HttpServletResponseWrapper {

		private final UnaryOperator<ServletOutputStream> wrapper;

		StreamResponse(HttpServletResponse response, UnaryOperator<ServletOutputStream> wrapper) {
			super(response);
			this.wrapper = wrapper;
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			return this.wrapper.apply(super.getOutputStream());
		}

	}

	private static final class DroppingResponse extends StreamResponse {

		DroppingResponse(HttpServletResponse response, UnaryOperator<ServletOutputStream> wrapper) {
			super(response, wrapper);
		}

	}

	private static final class ToldResponse extends StreamResponse {

		ToldResponse(HttpServletResponse response, UnaryOperator<ServletOutputStream> wrapper) {
			super(response, wrapper);
		}

	}

	/**
	 * Does something when the response is committed, as a filter that saves sessions.
	 */
	private static final class CommitResponse extends HttpServletResponseWrapper {

		private final Runnable action;

		private boolean committed;

		CommitResponse(HttpServletResponse response, Runnable action) {
			super(response);
			this.action = action;
		}

		private void commit() {
			if (!this.committed) {
				this.committed = true;
				this.action.run();
			}
		}

		@Override
		public void flushBuffer() throws IOException {
			commit();
			super.flushBuffer();
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			return new CopyingStream(super.getOutputStream()) {

				@Override
				public void flush() throws IOException {
					commit();
					super.flush();
				}

			};
		}

	}

	/**
	 * Copies what is written, as a filter that logs responses.
	 */
	private static class CopyingStream extends ServletOutputStream {

		private final ServletOutputStream out;

		CopyingStream(ServletOutputStream out) {
			this.out = out;
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void flush() throws IOException {
			this.out.flush();
		}

		@Override
		public boolean isReady() {
			return this.out.isReady();
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.out.setWriteListener(listener);
		}

	}

	private static final class DroppingStream extends CopyingStream {

		DroppingStream(ServletOutputStream out) {
			super(out);
		}

		@Override
		public boolean isReady() {
			return false;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			// Seen in applications
		}

	}

	/**
	 * Compresses what is written, and sends it when its compressor has enough.
	 */
	private static final class GzipStream extends CopyingStream {

		private final GZIPOutputStream gzip;

		GzipStream(ServletOutputStream out) {
			super(out);
			try {
				this.gzip = new GZIPOutputStream(out);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.gzip.write(bytes, offset, length);
		}

	}

	private static final class RefusingStream extends CopyingStream {

		RefusingStream(ServletOutputStream out) {
			super(out);
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new RuntimeException("Not implemented");
		}

	}

	private static final class CapturingStream extends ServletOutputStream {

		private final OutputStream captured = new ByteArrayOutputStream();

		@Override
		public void write(int b) throws IOException {
			this.captured.write(b);
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
		}

	}

}
