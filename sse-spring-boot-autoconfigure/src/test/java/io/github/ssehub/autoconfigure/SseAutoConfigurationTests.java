package io.github.ssehub.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.OverflowPolicy;
import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseConnection;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.delivery.DeliverySettings;
import io.github.ssehub.hub.AdmissionSettings;
import io.github.ssehub.hub.DefaultSseHub;
import io.github.ssehub.hub.DrainSettings;
import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.hub.HubSettings;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.PerUserPolicy;
import io.github.ssehub.hub.RoomRetentions;
import io.github.ssehub.log.LogSettings;
import io.github.ssehub.log.RoomRetention;
import io.github.ssehub.web.InvalidSseEndpointException;
import io.github.ssehub.web.LastEventIds;
import io.github.ssehub.web.ReadyMadeEndpoint;
import io.github.ssehub.web.ServletStreamOpener;
import io.github.ssehub.web.SseConnectionArgumentResolver;
import io.github.ssehub.web.SseEndpointReturnValueHandler;
import io.github.ssehub.web.SseEndpointValidator;
import io.github.ssehub.web.StreamExceptionResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

class SseAutoConfigurationTests {

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	private static final Function<String, RoomRetention> RETENTION = (room) -> new RoomRetention(1, Duration.ZERO, 1,
			true);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				JacksonAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class));

	@Test
	void shouldProvideAHub() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).hasSingleBean(SseHub.class);
			assertThat(context).hasSingleBean(HubLifecycle.class);
			assertThat(context).doesNotHaveBean(ReadyMadeEndpoint.class);
			assertThat(context.getBean(HubLifecycle.class).isRunning()).isTrue();
		});
	}

	@Test
	void shouldProvideNoBeansThatOthersCollect() {
		this.contextRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(Function.class);
			assertThat(context).doesNotHaveBean(Supplier.class);
			assertThat(context).doesNotHaveBean(Executor.class);
			assertThat(context).doesNotHaveBean(TaskScheduler.class);
		});
	}

	@Test
	void shouldStartNoThreadWithoutStream() {
		this.contextRunner.run((context) -> {
			context.getBean(SseHub.class).broadcast("room", "data");
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("sse-loop-"));
		});
	}

	@Test
	void shouldNotConfigureAnApplicationThatIsNotForTheWeb() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class))
			.run(SseAutoConfigurationTests::assertNothing);
	}

	@Test
	void shouldNotConfigureAReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class))
			.run(SseAutoConfigurationTests::assertNothing);
	}

	@ParameterizedTest
	@ValueSource(classes = { DispatcherServlet.class, Servlet.class })
	void shouldNotConfigureWithoutSpringMvc(Class<?> missing) {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(SseAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missing))
			.run(SseAutoConfigurationTests::assertNothing);
	}

	private static void assertNothing(ApplicationContext context) {
		assertThat(context.getBeansOfType(SseHub.class)).isEmpty();
		assertThat(context.getBeansOfType(HubStreams.class)).isEmpty();
		assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("sse"));
	}

	@ParameterizedTest
	@ValueSource(classes = { RoomRetentions.class, HubStreams.class, HubLifecycle.class, ServletStreamOpener.class,
			SseEndpointReturnValueHandler.class, SseEndpointValidator.class, SseConnectionArgumentResolver.class,
			StreamExceptionResolver.class, SseDataSerializer.class })
	<T> void shouldBackOff(Class<T> type) {
		this.contextRunner.run((source) -> {
			T own = source.getBean(type);
			this.contextRunner.withBean("own", type, () -> own).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).getBean(type).isSameAs(own);
			});
		});
	}

	@Test
	void shouldProvideTheHubAsThePublisher() {
		this.contextRunner
			.run((context) -> assertThat(context).getBean(SsePublisher.class).isSameAs(context.getBean(SseHub.class)));
	}

	@Test
	void shouldBackOffForAHubOfTheApplication() {
		SseHub own = mock(SseHub.class);
		this.contextRunner.withBean(SseHub.class, () -> own).run((context) -> {
			assertThat(context).getBean(SseHub.class).isSameAs(own);
			assertThat(context).getBean(SsePublisher.class).isSameAs(own);
			assertThat(context).doesNotHaveBean(DefaultSseHub.class);
		});
	}

	@Test
	void shouldBackOffForAConfigurerOfThatName() {
		this.contextRunner.run((source) -> {
			WebMvcConfigurer own = source.getBean("sseWebMvcConfigurer", WebMvcConfigurer.class);
			this.contextRunner.withBean("sseWebMvcConfigurer", WebMvcConfigurer.class, () -> own)
				.run((context) -> assertThat(context.getBean("sseWebMvcConfigurer")).isSameAs(own));
		});
	}

	@Test
	void shouldStartWithListenersAndInterceptorsThatNeedTheHub() {
		this.contextRunner.withUserConfiguration(HubUsers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).hasBean("listener").hasBean("interceptor");
		});
	}

	@Test
	void shouldHaveDefaults() {
		this.contextRunner.run((context) -> assertThat(settings(context)).usingRecursiveComparison()
			.isEqualTo(new HubSettings(Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ZERO, OpeningForm.EVENT,
					OverflowPolicy.RESYNC, 256 * 1024, 100, 64 * 1024 * 1024, AdmissionSettings.UNLIMITED,
					new DrainSettings(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMillis(27_800)),
					new LogSettings(RETENTION, 64 * 1024 * 1024, 8 * 1024 * 1024, Duration.ofSeconds(1)),
					new DeliverySettings(DeliverySettings.defaultThreads(), Duration.ZERO, Duration.ofSeconds(10)))));
	}

	@Test
	void shouldBindProperties() {
		this.contextRunner
			.withPropertyValues("sse.heartbeat=15s", "sse.retry=5s", "sse.max-age=1h", "sse.opening=block",
					"sse.overflow=disconnect", "sse.write-timeout=7s", "sse.replay.total=4KB",
					"sse.delivery.window=5KB", "sse.delivery.max-wait=6s", "sse.delivery.threads=3",
					"sse.delivery.flush-interval=20ms", "sse.limits.event-size=7KB", "sse.limits.rooms=9",
					"sse.limits.connections=1000", "sse.limits.per-user=5", "sse.limits.per-user-policy=replace",
					"sse.limits.per-address=50", "sse.limits.rooms-total=300", "sse.limits.snapshots=9KB",
					"sse.drain.delay=8ms", "sse.drain.spread=4s")
			.run((context) -> assertThat(settings(context)).usingRecursiveComparison()
				.isEqualTo(new HubSettings(Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofHours(1),
						OpeningForm.BLOCK, OverflowPolicy.DISCONNECT, 7 * 1024, 9, 9 * 1024,
						new AdmissionSettings(1000, 5, PerUserPolicy.REPLACE, 50, 300),
						new DrainSettings(Duration.ofMillis(8), Duration.ofSeconds(4), Duration.ofMillis(27_992)),
						new LogSettings(RETENTION, 4 * 1024, 5 * 1024, Duration.ofSeconds(6)),
						new DeliverySettings(3, Duration.ofMillis(20), Duration.ofSeconds(7)))));
	}

	@Test
	void shouldKeepByDefaultWhatThePropertiesSay() {
		this.contextRunner.run((context) -> assertThat(context.getBean(RoomRetentions.class).of("a"))
			.isEqualTo(new RoomRetention(1000, Duration.ofMinutes(5), 1024 * 1024, true)));
		this.contextRunner.withPropertyValues("sse.replay.events=10", "sse.replay.age=2m", "sse.replay.size=3KB")
			.run((context) -> assertThat(context.getBean(RoomRetentions.class).of("a"))
				.isEqualTo(new RoomRetention(10, Duration.ofMinutes(2), 3 * 1024, true)));
	}

	@Test
	void shouldReadLastEventIdFromTheRequestParametersThatClientsUse() {
		this.contextRunner.run((context) -> assertThat(context.getBean(LastEventIds.class)).extracting("parameters")
			.isEqualTo(List.of("lastEventId", "evs_last_event_id")));
	}

	@Test
	void shouldReadLastEventIdFromOtherRequestParameters() {
		this.contextRunner.withPropertyValues("sse.resume.parameters=cursor,last")
			.run((context) -> assertThat(context.getBean(LastEventIds.class)).extracting("parameters")
				.isEqualTo(List.of("cursor", "last")));
		this.contextRunner.withPropertyValues("sse.resume.parameters=")
			.run((context) -> assertThat(context.getBean(LastEventIds.class)).extracting("parameters")
				.isEqualTo(List.of()));
	}

	@ParameterizedTest
	@CsvSource({ "sse.opening,comment", "sse.overflow,drop", "sse.limits.per-user-policy,block" })
	void shouldRefuseUnknownChoices(String name, String value) {
		this.contextRunner.withPropertyValues(name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("No enum constant")
				.hasMessageContaining(value));
	}

	@Test
	void shouldKeepWhatTheFirstRetentionThatMatchesSays() {
		this.contextRunner.withUserConfiguration(SpecificRetentionFirst.class).run((context) -> {
			SseHub hub = context.getBean(SseHub.class);
			List.of("keep-1", "other", "keep-2").forEach((room) -> hub.broadcast(room, "x"));
			assertThat(hub.rooms()).containsExactlyInAnyOrder("keep-1", "keep-2");
		});
		this.contextRunner.withUserConfiguration(GeneralRetentionFirst.class).run((context) -> {
			SseHub hub = context.getBean(SseHub.class);
			List.of("keep-1", "other", "keep-2").forEach((room) -> hub.broadcast(room, "x"));
			assertThat(hub.rooms()).isEmpty();
		});
	}

	@Test
	void shouldKeepWhatThePropertiesSayWhereNoRetentionMatches() {
		this.contextRunner.withPropertyValues("sse.replay.events=0")
			.withBean(SseRetention.class, () -> SseRetention.of("keep-*").events(1))
			.run((context) -> {
				SseHub hub = context.getBean(SseHub.class);
				List.of("keep-1", "other").forEach((room) -> hub.broadcast(room, "x"));
				assertThat(hub.rooms()).containsExactly("keep-1");
			});
	}

	@Test
	void shouldAcceptZeroWhereItMeansNone() {
		this.contextRunner
			.withPropertyValues("sse.heartbeat=0", "sse.retry=0", "sse.replay.events=0", "sse.replay.size=0",
					"sse.replay.total=0", "sse.delivery.max-wait=0", "sse.drain.delay=0")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "sse.drain.spread,-1s", "sse.max-age,-1s", "sse.max-age,366d", "sse.heartbeat,-1s",
			"sse.heartbeat,366d", "sse.retry,-1s", "sse.retry,400d", "sse.write-timeout,0", "sse.write-timeout,-1s",
			"sse.write-timeout,200000d", "sse.replay.events,-1", "sse.replay.age,0", "sse.replay.age,-5m",
			"sse.replay.size,-1B", "sse.replay.total,-1B", "sse.delivery.window,0", "sse.delivery.max-wait,-1s",
			"sse.delivery.flush-interval,-1ms", "sse.delivery.threads,0", "sse.limits.event-size,0",
			"sse.limits.rooms,0", "sse.limits.connections,-1", "sse.limits.per-user,-1", "sse.limits.per-address,-1",
			"sse.limits.rooms-total,-1", "sse.drain.delay,-1ms", "sse.security.recheck,-1s" })
	void shouldRefuseBadValuesByName(String name, String value) {
		this.contextRunner.withPropertyValues(name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageStartingWith("'" + name + "' must "));
	}

	@Test
	void shouldRefuseAnEndpointWithoutRooms() {
		this.contextRunner.withPropertyValues("sse.endpoint.path=/sse")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'sse.endpoint.rooms'"));
	}

	@Test
	void shouldProvideTheReadyMadeEndpoint() {
		this.contextRunner.withPropertyValues("sse.endpoint.path=/sse", "sse.endpoint.rooms=news,chat-*")
			.run((context) -> assertThat(context).hasSingleBean(ReadyMadeEndpoint.class));
	}

	@Test
	void shouldProvideNoReadyMadeEndpointForAnEmptyPath() {
		this.contextRunner.withPropertyValues("sse.endpoint.path=").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).doesNotHaveBean(ReadyMadeEndpoint.class);
		});
	}

	@Test
	void shouldProvideNoReadyMadeEndpointForRoomsAlone() {
		this.contextRunner.withPropertyValues("sse.endpoint.rooms=news").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).doesNotHaveBean(ReadyMadeEndpoint.class);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					MapController            | it returns java.util.Map | Return void
					IntController            | it returns int | Return void
					EntityOfMapController    | it returns org.springframework.http.ResponseEntity | Return void
					ResponseController       | it returns void and takes the response | Return an SseSubscription
					StatusController         | it returns void and takes the response or has a response status | Return an SseSubscription
					StatusTypeController     | it returns void and takes the response or has a response status | Return an SseSubscription
					HeartbeatController      | 'heartbeat' is 'often' | Use a duration
					NegativeController       | 'retry' is '-1s' | Use a duration
					LongController           | 'heartbeat' is '400d' | Use a duration
					EmitterRoomsController   | it returns an emitter | Return an SseSubscription
					TwoOverflowsController   | 'overflow' has 2 values: [RESYNC, DISCONNECT] | Give it one value
					TwoOpeningsController    | 'opening' has 2 values: [EVENT, EVENT] | Give it one value
					SourceRoomsController    | it returns a source | Remove them
					NegativeReplayController | 'replayLatest' is -1 | Use a number of events
					""")
	void shouldExplainEndpointsThatCannotBe(String controller, String problem, String action) throws Exception {
		Class<?> type = ClassUtils.forName(getClass().getName() + "$" + controller, null);
		this.contextRunner.withUserConfiguration(type).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isInstanceOf(InvalidSseEndpointException.class);
			FailureAnalysis analysis = new InvalidSseEndpointFailureAnalyzer().analyze(failure);
			assertThat(analysis.getDescription()).contains(controller + ".stream(").contains(problem);
			assertThat(analysis.getAction()).startsWith(action);
		});
	}

	@Test
	void shouldAcceptEndpointsOfAllSupportedTypes() {
		this.contextRunner.withUserConfiguration(GoodController.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldRegisterTheFailureAnalyzers() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((message, failure) -> {
			}))).hasAtLeastOneElementOfType(InvalidSseEndpointFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(UnusableHandlerAdapterFailureAnalyzer.class);
	}

	@Test
	void shouldBeImported() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.contains(SseAutoConfiguration.class.getName());
	}

	@Test
	void shouldComeAfterConfigurationsThatExist() {
		AutoConfiguration annotation = SseAutoConfiguration.class.getAnnotation(AutoConfiguration.class);
		assertThat(annotation.afterName()).isNotEmpty()
			.allSatisfy((name) -> assertThat(ClassUtils.isPresent(name, null)).as(name).isTrue());
	}

	private static HubSettings settings(AssertableWebApplicationContext context) {
		return context.getBean(SseProperties.class).toHubSettings(RETENTION, SHUTDOWN_TIMEOUT);
	}

	@Configuration(proxyBeanMethods = false)
	static class SpecificRetentionFirst {

		@Bean
		@Order(2)
		SseRetention general() {
			return SseRetention.of("*").events(0);
		}

		@Bean
		@Order(1)
		SseRetention specific() {
			return SseRetention.of("keep-*").events(10);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GeneralRetentionFirst {

		@Bean
		@Order(2)
		SseRetention specific() {
			return SseRetention.of("keep-*").events(10);
		}

		@Bean
		@Order(1)
		SseRetention general() {
			return SseRetention.of("*").events(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HubUsers {

		@Bean
		SseHubListener listener(SseHub hub) {
			return new SseHubListener() {

				@Override
				public void opened(SseConnection connection) {
					hub.broadcast("*", "opened");
				}

			};
		}

		@Bean
		SseConnectInterceptor interceptor(SseHub hub) {
			return (request, subscription) -> subscription.attribute("count", hub.connections().size());
		}

	}

	@RestController
	static class GoodController {

		@SseEndpoint("/void")
		void nothing() {
		}

		@SseEndpoint("/string")
		String string() {
			return "";
		}

		@SseEndpoint("/set")
		Set<String> set() {
			return Set.of();
		}

		@SseEndpoint("/subscription")
		SseSubscription subscription() {
			return SseSubscription.to();
		}

		@SseEndpoint("/emitter")
		SseEmitter emitter() {
			return new SseEmitter();
		}

		@SseEndpoint("/entity")
		@ResponseStatus(HttpStatus.OK)
		ResponseEntity<SseSubscription> entity(HttpServletResponse response) {
			return ResponseEntity.ok().build();
		}

	}

	@RestController
	static class MapController {

		@SseEndpoint("/a")
		Map<String, String> stream() {
			return Map.of();
		}

	}

	@RestController
	static class IntController {

		@SseEndpoint("/a")
		int stream() {
			return 1;
		}

	}

	@RestController
	static class EntityOfMapController {

		@SseEndpoint("/a")
		ResponseEntity<Map<String, String>> stream() {
			return ResponseEntity.ok().build();
		}

	}

	@RestController
	static class ResponseController {

		@SseEndpoint("/a")
		void stream(HttpServletResponse response) {
		}

	}

	@RestController
	static class StatusController {

		@SseEndpoint("/a")
		@ResponseStatus(HttpStatus.OK)
		void stream() {
		}

	}

	@RestController
	@ResponseStatus(HttpStatus.OK)
	static class StatusTypeController {

		@SseEndpoint("/a")
		void stream() {
		}

	}

	@RestController
	static class HeartbeatController {

		@SseEndpoint(path = "/a", heartbeat = "often")
		void stream() {
		}

	}

	@RestController
	static class NegativeController {

		@SseEndpoint(path = "/a", retry = "-1s")
		void stream() {
		}

	}

	@RestController
	static class LongController {

		@SseEndpoint(path = "/a", heartbeat = "400d")
		void stream() {
		}

	}

	@RestController
	static class EmitterRoomsController {

		@SseEndpoint(path = "/a", rooms = "a")
		SseEmitter stream() {
			return new SseEmitter();
		}

	}

	@RestController
	static class TwoOverflowsController {

		@SseEndpoint(path = "/a", overflow = { OverflowPolicy.RESYNC, OverflowPolicy.DISCONNECT })
		void stream() {
		}

	}

	@RestController
	static class TwoOpeningsController {

		@SseEndpoint(path = "/a", opening = { OpeningForm.EVENT, OpeningForm.EVENT })
		void stream() {
		}

	}

	@RestController
	static class NegativeReplayController {

		@SseEndpoint(path = "/a", replayLatest = -1)
		void stream() {
		}

	}

	@RestController
	static class SourceRoomsController {

		@SseEndpoint(path = "/a", rooms = "a")
		Flux<String> stream() {
			return Flux.empty();
		}

	}

}
