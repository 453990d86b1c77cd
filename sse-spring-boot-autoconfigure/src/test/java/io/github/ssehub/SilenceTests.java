package io.github.ssehub;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How streams end in applications with code of their own around their requests: nobody is
 * told of an error, however it comes about.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class SilenceTests {

	private static final List<String> STREAMS = List.of("/endpoint", "/emitter", "/caller", "/later", "/local/endpoint",
			"/local/emitter", "/local/caller");

	// What is around a request
	private static final List<String> CODE = List.of("none", "interceptor", "filter", "once", "wrapper");

	private static final String DATA = "x".repeat(100 * 1024);

	// What a socket holds that nobody reads is less
	private static final int STALLING_EVENTS = 80;

	private static TestServer server;

	private static Application application;

	@Parameter
	TestServer.Kind kind;

	private LogCapture log;

	private final List<SseTestClient> clients = new ArrayList<>();

	private final List<Socket> sockets = new ArrayList<>();

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, "sse.heartbeat=200ms", "sse.write-timeout=1s",
				"sse.replay.size=16MB", "sse.limits.rooms=2");
		application = server.bean(Application.class);
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
	void shouldHaveBeenSilent() throws IOException {
		try {
			server.awaitNoConnections();
			await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(server.activeRequests()).isZero());
			assertThat(this.log.messages()).isEmpty();
			assertThat(application.told).isEmpty();
		}
		finally {
			this.log.close();
			application.told.clear();
			application.opening = false;
			for (SseTestClient client : this.clients) {
				client.close();
			}
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldBeSilent(End end) throws IOException {
		openAll((path) -> this.clients.add(server.open(path)));
		for (SseTestClient client : this.clients) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
		}
		awaitConnections();
		end.of(this.clients);
	}

	@Test
	void shouldBeSilentWhenClientsStall() throws IOException {
		openAll((path) -> this.sockets.add(SseTestClient.openStalled(server.port(), path + "&large=true")));
		awaitConnections();
		for (int i = 0; i < STALLING_EVENTS; i++) {
			server.hub().broadcast("a", DATA);
		}
		server.awaitNoConnections();
	}

	@Test
	void shouldBeSilentWhenTheHubStopsWithStreamsOfAllKinds() throws Exception {
		openAll((path) -> this.clients.add(server.open(path)));
		openAll((path) -> this.sockets.add(SseTestClient.openStalled(server.port(), path + "&large=true")));
		await().atMost(Duration.ofSeconds(10))
			.until(() -> server.hub().connections().size() == this.clients.size() + this.sockets.size());
		server.hub().broadcast("a", DATA);
		CountDownLatch stopped = new CountDownLatch(1);
		HubLifecycle lifecycle = server.bean(HubLifecycle.class);
		lifecycle.stop(stopped::countDown);
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		lifecycle.start();
	}

	@Test
	void shouldBeSilentWhenClientsAreGoneBeforeTheOpening() throws IOException {
		application.opening = true;
		application.gate = new CountDownLatch(1);
		openAll((path) -> this.sockets.add(SseTestClient.openStalled(server.port(), path)));
		await().atMost(Duration.ofSeconds(10)).until(() -> application.waiting() == this.sockets.size());
		for (Socket socket : this.sockets) {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		application.gate.countDown();
		await().atMost(Duration.ofSeconds(10)).until(() -> application.waiting() == 0);
	}

	private static void openAll(Opening opening) throws IOException {
		for (String stream : STREAMS) {
			for (String code : CODE) {
				opening.open(stream + "?code=" + code);
			}
		}
	}

	private static void awaitConnections() {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(10))
			.until(() -> server.hub().connections().size() == STREAMS.size() * CODE.size());
	}

	interface Opening {

		void open(String path) throws IOException;

	}

	/**
	 * How streams end whose clients have read what was sent.
	 */
	enum End {

		CLOSE {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				for (SseTestClient client : clients) {
					client.close();
				}
			}

		},

		RESET {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				for (SseTestClient client : clients) {
					client.reset();
				}
			}

		},

		RESET_WHILE_EVENTS_COME {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				for (SseTestClient client : clients) {
					server.hub().broadcast("a", DATA);
					client.reset();
				}
			}

		},

		HALF_CLOSE {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				for (SseTestClient client : clients) {
					client.socket().shutdownOutput();
				}
				// A heartbeat, or the end
				for (SseTestClient client : clients) {
					client.readBlock();
				}
				CLOSE.of(clients);
			}

		},

		CLOSED_BY_THE_APPLICATION {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				server.hub().connections().forEach(SseConnection::close);
				for (SseTestClient client : clients) {
					client.readRest();
				}
			}

		},

		CLOSED_AFTER_THE_CLIENT {

			@Override
			void of(List<SseTestClient> clients) throws IOException {
				RESET.of(clients);
				server.hub().connections().forEach(SseConnection::close);
			}

		};

		abstract void of(List<SseTestClient> clients) throws IOException;

	}

	/**
	 * What an application may have around its requests. Each of them tells of what looks
	 * like an error to it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Streams.class, LocalStreams.class, Advice.class, ErrorPage.class })
	static class Application implements WebMvcConfigurer, AsyncHandlerInterceptor {

		final Queue<String> told = new ConcurrentLinkedQueue<>();

		volatile CountDownLatch gate = new CountDownLatch(0);

		// Tomcat tells of it in an attribute, within a dispatch that goes on
		volatile boolean opening;

		private final AtomicInteger waiting = new AtomicInteger();

		int waiting() {
			return this.waiting.get();
		}

		void await() {
			this.waiting.incrementAndGet();
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				this.waiting.decrementAndGet();
			}
		}

		void tell(String who, HttpServletRequest request, @Nullable Object what) {
			this.told.add(who + " of " + request.getDispatcherType() + " " + request.getRequestURI() + "?"
					+ request.getQueryString() + ": " + what);
		}

		static boolean is(String code, HttpServletRequest request) {
			return code.equals(request.getParameter("code"));
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(this);
		}

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
			if (is("interceptor", request) && request.getDispatcherType() == DispatcherType.ERROR) {
				tell("preHandle", request, handler);
			}
			return true;
		}

		@Override
		public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
				@Nullable Exception ex) {
			if (is("interceptor", request) && (ex != null || response.getStatus() != 200)) {
				tell("afterCompletion", request, (ex != null) ? ex : response.getStatus());
			}
		}

		@Bean
		FilterRegistrationBean<Filter> catchingFilter() {
			return registration("filter", this::callAndCatch);
		}

		@Bean
		FilterRegistrationBean<Filter> onceFilter() {
			return registration("once", new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					callAndCatch(request, response, chain);
				}

				@Override
				protected boolean shouldNotFilterAsyncDispatch() {
					return false;
				}

				@Override
				protected boolean shouldNotFilterErrorDispatch() {
					return false;
				}

			});
		}

		@Bean
		FilterRegistrationBean<Filter> wrappingFilter() {
			return registration("wrapper",
					(request, response, chain) -> callAndCatch(
							new HttpServletRequestWrapper((HttpServletRequest) request),
							new CopyingResponse((HttpServletResponse) response), chain));
		}

		private void callAndCatch(ServletRequest request, ServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			HttpServletRequest httpRequest = (HttpServletRequest) request;
			try {
				chain.doFilter(request, response);
			}
			catch (IOException | ServletException | RuntimeException ex) {
				tell("catch", httpRequest, ex);
				throw ex;
			}
			finally {
				Object error = this.opening ? null : request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
				int status = ((HttpServletResponse) response).getStatus();
				if (error != null || status != 200) {
					tell("finally", httpRequest, (error != null) ? error : status);
				}
			}
		}

		// Outside of what Boot has, and for every dispatch
		private FilterRegistrationBean<Filter> registration(String code, Filter filter) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				if (is(code, (HttpServletRequest) request)) {
					filter.doFilter(request, response, chain);
				}
				else {
					chain.doFilter(request, response);
				}
			});
			registration.setName(code);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			return registration;
		}

	}

	/**
	 * Streams whose errors are for the advice.
	 */
	@RestController
	static class Streams {

		private final SseHub hub;

		private final Application application;

		Streams(SseHub hub, Application application) {
			this.hub = hub;
			this.application = application;
		}

		@SseEndpoint("/endpoint")
		String endpoint() {
			this.application.await();
			return "a";
		}

		@GetMapping("/emitter")
		SseEmitter emitter() {
			this.application.await();
			return this.hub.open(SseSubscription.to("a"));
		}

		@SseEndpoint("/caller")
		Flux<String> caller(@RequestParam(defaultValue = "false") boolean large) {
			this.application.await();
			return large ? Flux.<String>generate((sink) -> sink.next(DATA)) : Flux.just("one").concatWith(Flux.never());
		}

		@SseEndpoint("/later")
		Flux<String> later(@RequestParam(defaultValue = "false") boolean large) {
			return caller(large).delaySubscription(Duration.ofMillis(10));
		}

	}

	/**
	 * Streams of a controller that handles its errors itself.
	 */
	@RestController
	@RequestMapping("/local")
	static class LocalStreams extends Streams {

		private final Application application;

		LocalStreams(SseHub hub, Application application) {
			super(hub, application);
			this.application = application;
		}

		@ExceptionHandler(Throwable.class)
		void handle(HttpServletRequest request, HttpServletResponse response, Throwable ex) throws IOException {
			this.application.tell("Controller", request, ex);
			response.sendError(500);
		}

	}

	@RestControllerAdvice
	static class Advice {

		private final Application application;

		Advice(Application application) {
			this.application = application;
		}

		@ExceptionHandler(Exception.class)
		Map<String, String> handle(HttpServletRequest request, Exception ex) {
			this.application.tell("Advice", request, ex);
			return Map.of("error", ex.toString());
		}

	}

	@RestController
	static class ErrorPage implements ErrorController {

		private final Application application;

		ErrorPage(Application application) {
			this.application = application;
		}

		@RequestMapping("/error")
		String error(HttpServletRequest request) {
			this.application.tell("Error page", request, request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
			return "error";
		}

	}

	/**
	 * Looks at what is written, as one that logs or counts.
	 */
	static class CopyingResponse extends HttpServletResponseWrapper {

		CopyingResponse(HttpServletResponse response) {
			super(response);
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			ServletOutputStream out = super.getOutputStream();
			return new ServletOutputStream() {

				@Override
				public void write(int b) throws IOException {
					out.write(b);
				}

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					out.write(bytes, offset, length);
				}

				@Override
				public void flush() throws IOException {
					out.flush();
				}

				@Override
				public boolean isReady() {
					return out.isReady();
				}

				@Override
				public void setWriteListener(WriteListener listener) {
					out.setWriteListener(listener);
				}

			};
		}

	}

}
