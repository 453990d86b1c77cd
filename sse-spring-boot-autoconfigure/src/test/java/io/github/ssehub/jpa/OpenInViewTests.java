package io.github.ssehub.jpa;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewFilter;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.LogCapture;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of an application with Boot's default of an {@code EntityManager} that is open
 * in view.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class OpenInViewTests {

	private static final int STREAMS = 10;

	private static final int STOCKS = 500;

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = TestServer.start(kind, Application.class, TestServer.WITH_DATABASE,
				"spring.datasource.hikari.maximum-pool-size=2", "spring.datasource.hikari.connection-timeout=1000",
				"spring.datasource.generate-unique-name=true", "spring.jpa.hibernate.ddl-auto=create",
				"logging.level.io.github.ssehub.jpa=ERROR");
		StockRepository repository = server.bean(StockRepository.class);
		repository.saveAll(Stream.iterate(1L, (id) -> id + 1).limit(STOCKS).map(Stock::new).toList());
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeStreams() {
		server.closeStreams();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/endpoint", "/emitter", "/transactional", "/snapshot", "/caller", "/later",
			"/filtered/endpoint", "/filtered/emitter", "/filtered/caller", "/filtered/later" })
	void shouldHoldNoConnection(String path) throws IOException {
		List<SseTestClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < STREAMS; i++) {
				SseTestClient client = server.open(path);
				clients.add(client);
				assertThat(client.status()).isEqualTo(200);
				assertThat(client.readBlock()).isNotNull();
				awaitNoConnectionHeld();
			}
			for (int i = 0; i < 3; i++) {
				assertThat(count()).isEqualTo(String.valueOf(STOCKS));
			}
			assertThat(server.hub().connections()).hasSize(STREAMS);
		}
		finally {
			for (SseTestClient client : clients) {
				client.close();
			}
		}
	}

	private static String count() throws IOException {
		try (SseTestClient client = server.open("/count", "Connection: close")) {
			assertThat(client.status()).isEqualTo(200);
			return client.readRest();
		}
	}

	@Test
	void shouldEndStreamsAsEver() throws IOException {
		try (LogCapture log = new LogCapture(); SseTestClient client = server.open("/snapshot")) {
			client.readData();
			server.closeStreams();
			client.readRest();
			assertThat(log.messages()).isEmpty();
		}
	}

	// The container may have the response before the stream, and the request after it
	private static void awaitNoConnectionHeld() {
		await().pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(
					() -> assertThat(server.bean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections())
						.isZero());
	}

	@RestController
	@EntityScan(basePackageClasses = Stock.class)
	@EnableJpaRepositories(basePackageClasses = StockRepository.class, considerNestedRepositories = true)
	@Import({ Reading.class, Filtering.class })
	static class Application {

		private final SseHub hub;

		private final StockRepository repository;

		Application(SseHub hub, StockRepository repository) {
			this.hub = hub;
			this.repository = repository;
		}

		@SseEndpoint({ "/endpoint", "/filtered/endpoint" })
		String endpoint() {
			return "room-" + this.repository.count();
		}

		@GetMapping({ "/emitter", "/filtered/emitter" })
		SseEmitter emitter() {
			return this.hub.open(SseSubscription.to("room-" + this.repository.count()));
		}

		@GetMapping("/transactional")
		@Transactional
		SseEmitter transactional() {
			return emitter();
		}

		@SseEndpoint("/snapshot")
		SseSubscription snapshot() {
			return SseSubscription.to("stocks")
				.snapshot((position) -> this.repository.findAll()
					.stream()
					.map((stock) -> SseEvent.of("stock", stock))
					.toList());
		}

		@SseEndpoint({ "/caller", "/filtered/caller" })
		Flux<String> caller() {
			return Flux.just("rows " + this.repository.count()).concatWith(Flux.never());
		}

		@SseEndpoint({ "/later", "/filtered/later" })
		Flux<String> later() {
			return caller().delaySubscription(Duration.ofMillis(50));
		}

		@GetMapping("/count")
		String count() {
			return String.valueOf(this.repository.count());
		}

	}

	/**
	 * Reads from the database before each controller method.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Reading implements WebMvcConfigurer, HandlerInterceptor {

		private final StockRepository repository;

		Reading(StockRepository repository) {
			this.repository = repository;
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(this);
		}

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
			if (request.getDispatcherType() == DispatcherType.REQUEST) {
				this.repository.count();
			}
			return true;
		}

	}

	/**
	 * Has the {@code EntityManager} opened by a filter.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Filtering {

		// Of no type by which Spring Boot knows that its own interceptor is not needed
		@Bean
		FilterRegistrationBean<Filter> openEntityManagerInViewFilter(EntityManagerFactory factory) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
					new OpenEntityManagerInViewFilter() {

						@Override
						protected EntityManagerFactory lookupEntityManagerFactory() {
							return factory;
						}

					});
			registration.addUrlPatterns("/filtered/*");
			return registration;
		}

	}

	interface StockRepository extends JpaRepository<Stock, Long> {

	}

	@Entity(name = "Stock")
	static class Stock {

		@Id
		@JsonProperty
		private Long id;

		Stock() {
		}

		Stock(Long id) {
			this.id = id;
		}

	}

}
