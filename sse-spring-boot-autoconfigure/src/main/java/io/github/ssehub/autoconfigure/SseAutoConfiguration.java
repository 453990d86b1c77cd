package io.github.ssehub.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import io.github.ssehub.EndpointResultAdapter;
import io.github.ssehub.SseConnectInterceptor;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseHubListener;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.hub.ConnectionGuard;
import io.github.ssehub.hub.DefaultSseHub;
import io.github.ssehub.hub.Drain;
import io.github.ssehub.hub.HubCallbacks;
import io.github.ssehub.hub.HubLifecycle;
import io.github.ssehub.hub.HubLog;
import io.github.ssehub.hub.HubLogFactory;
import io.github.ssehub.hub.HubSessions;
import io.github.ssehub.hub.HubSettings;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.hub.MemberWatch;
import io.github.ssehub.hub.RoomRetentions;
import io.github.ssehub.source.CallerStreams;
import io.github.ssehub.source.DetachedStreams;
import io.github.ssehub.source.DetachedStreamsLifecycle;
import io.github.ssehub.source.SourceThreads;
import io.github.ssehub.source.SourceTimer;
import io.github.ssehub.source.StreamDirectory;
import io.github.ssehub.web.CallerStreamOpener;
import io.github.ssehub.web.LastEventIdArgumentResolver;
import io.github.ssehub.web.LastEventIds;
import io.github.ssehub.web.MessageConverterSerializer;
import io.github.ssehub.web.ProblemWriter;
import io.github.ssehub.web.ReadyMadeEndpoint;
import io.github.ssehub.web.RequestCaller;
import io.github.ssehub.web.RequestRelease;
import io.github.ssehub.web.ServletStreamOpener;
import io.github.ssehub.web.SseConnectionArgumentResolver;
import io.github.ssehub.web.SseEndpointReturnValueHandler;
import io.github.ssehub.web.SseEndpointValidator;
import io.github.ssehub.web.StreamEndFilter;
import io.github.ssehub.web.StreamExceptionResolver;
import io.github.ssehub.web.StreamGuards;
import io.github.ssehub.web.ViewRenderer;
import io.github.ssehub.web.ViewSerializer;

/**
 * Auto-configuration of the {@link SseHub} and of streams as responses of Spring MVC.
 * <p>
 * Aspects of the application may match any bean. Those that they are meant for can be
 * proxied; the others are an {@link AopInfrastructureBean}, which aspects pass by.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Servlet.class, DispatcherServlet.class })
@EnableConfigurationProperties(SseProperties.class)
@ImportRuntimeHints(OptionalTypeHints.class)
public final class SseAutoConfiguration implements AopInfrastructureBean {

	// Boot's
	private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	private static final String HANDLER_ADAPTER = "requestMappingHandlerAdapter";

	@Bean
	@ConditionalOnMissingBean(SseDataSerializer.class)
	MessageConverterSerializer sseDataSerializer(
			@Qualifier(HANDLER_ADAPTER) ObjectProvider<RequestMappingHandlerAdapter> adapter) {
		return new MessageConverterSerializer(ofAdapter(adapter, RequestMappingHandlerAdapter::getMessageConverters));
	}

	@Bean
	@ConditionalOnMissingBean
	ViewRenderer sseViewRenderer(WebApplicationContext context, ObjectProvider<ViewResolver> resolvers,
			@Qualifier(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME) ObjectProvider<LocaleResolver> localeResolver) {
		return new ViewRenderer(context, lazyList(resolvers), localeResolver::getIfAvailable);
	}

	// By name: the application may have adapters of its own. Late: Spring MVC's is made
	// with beans that need the hub
	private static <T> Supplier<List<T>> ofAdapter(ObjectProvider<RequestMappingHandlerAdapter> adapter,
			Function<RequestMappingHandlerAdapter, @Nullable List<T>> property) {
		return SingletonSupplier.of(() -> {
			RequestMappingHandlerAdapter bean = adapter.getIfAvailable();
			return Objects.requireNonNullElse((bean != null) ? property.apply(bean) : null, List.of());
		});
	}

	@Bean
	@ConditionalOnMissingBean
	RoomRetentions sseRoomRetentions(SseProperties properties, ObjectProvider<SseRetention> retentions) {
		return new RoomRetentions(properties.replay().toRetention(), () -> retentions.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	HubStreams sseHubStreams(SseProperties properties, RoomRetentions retentions, ObjectProvider<HubLogFactory> log,
			ObjectProvider<SseDataSerializer> serializer, ObjectProvider<SseHubListener> listeners,
			ObjectProvider<SseRoomAuthorizer> authorizers, ApplicationEventPublisher eventPublisher,
			ObjectProvider<MemberWatch> members, ViewRenderer views, Environment environment) {
		// After it, the context would go on without the streams that it waits for
		Duration shutdownTimeout = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(DEFAULT_SHUTDOWN_TIMEOUT);
		HubSettings settings = properties.toHubSettings(retentions::of, shutdownTimeout);
		HubLogFactory logFactory = log.getIfAvailable(() -> HubLog::local);
		return new HubStreams(settings, logFactory.create(settings.log()), lazy(serializer, views), new HubCallbacks(
				lazyList(listeners), lazyList(authorizers), eventPublisher, SingletonSupplier.of(members::getObject)));
	}

	@Bean
	@ConditionalOnMissingBean
	Drain sseDrain(HubStreams streams) {
		return streams.drain();
	}

	@Bean
	@ConditionalOnMissingBean
	HubLifecycle sseHubLifecycle(HubStreams streams) {
		return new HubLifecycle(streams);
	}

	@Bean
	@ConditionalOnMissingBean
	HubSessions sseHubSessions(HubStreams streams) {
		return new HubSessions(streams);
	}

	@Bean
	@ConditionalOnMissingBean
	StreamGuards sseStreamGuards(HubSessions sessions, ObjectProvider<ConnectionGuard> guards) {
		return new StreamGuards(sessions, lazyList(guards));
	}

	@Bean
	@ConditionalOnMissingBean
	ServletStreamOpener sseStreamOpener(HubStreams streams, ObjectProvider<SseConnectInterceptor> interceptors,
			ObjectProvider<SseDataSerializer> serializer, LastEventIds lastEventIds,
			ObjectProvider<RequestRelease> releases, StreamGuards guards, ViewRenderer views) {
		return new ServletStreamOpener(streams, lazyList(interceptors), lazy(serializer, views), lastEventIds,
				lazyList(releases), guards);
	}

	// Else beans that are declared where the hub is needed would make a cycle

	private static <T> Supplier<List<T>> lazyList(ObjectProvider<T> beans) {
		return SingletonSupplier.of(() -> beans.orderedStream().toList());
	}

	private static SseDataSerializer lazy(ObjectProvider<SseDataSerializer> bean, ViewRenderer views) {
		SingletonSupplier<SseDataSerializer> serializer = SingletonSupplier.of(bean::getObject);
		return new ViewSerializer(views, (data) -> serializer.obtain().serialize(data));
	}

	@Bean
	@ConditionalOnMissingBean(SseHub.class)
	DefaultSseHub sseHub(HubStreams streams, ServletStreamOpener opener) {
		return new DefaultSseHub(streams, opener);
	}

	@Bean
	@ConditionalOnMissingBean
	SourceTimer sseSourceTimer() {
		return new SourceTimer();
	}

	@Bean
	@ConditionalOnMissingBean
	DetachedStreams sseStreams(HubStreams streams, SourceTimer timer, SseProperties properties,
			ObjectProvider<StreamDirectory> directory) {
		return new DetachedStreams(streams, properties.limits().toDetachedLimits(), RequestCaller::is, timer,
				directory.getIfAvailable(() -> StreamDirectory.NONE), new SourceThreads());
	}

	@Bean
	@ConditionalOnMissingBean
	DetachedStreamsLifecycle sseDetachedStreamsLifecycle(DetachedStreams streams) {
		return new DetachedStreamsLifecycle(streams);
	}

	@Bean
	@ConditionalOnMissingBean
	CallerStreamOpener sseCallerStreamOpener(HubStreams streams, DetachedStreams detached, ServletStreamOpener opener,
			SourceTimer timer, SseProperties properties) {
		return new CallerStreamOpener(opener,
				new CallerStreams(streams, detached, properties.source().prefetch(), new SourceThreads(), timer),
				timer);
	}

	@Bean
	@ConditionalOnMissingBean
	SseEndpointReturnValueHandler sseEndpointReturnValueHandler(ServletStreamOpener opener,
			CallerStreamOpener callerOpener, ObjectProvider<EndpointResultAdapter> adapters,
			@Qualifier(HANDLER_ADAPTER) ObjectProvider<RequestMappingHandlerAdapter> adapter, Environment environment) {
		return new SseEndpointReturnValueHandler(opener, callerOpener, lazyList(adapters),
				ofAdapter(adapter, RequestMappingHandlerAdapter::getReturnValueHandlers),
				environment::resolveRequiredPlaceholders);
	}

	@Bean
	@ConditionalOnMissingBean
	SseEndpointValidator sseEndpointValidator(ListableBeanFactory beanFactory, SseEndpointReturnValueHandler handler) {
		return new SseEndpointValidator(beanFactory, handler);
	}

	@Bean
	@ConditionalOnMissingBean
	LastEventIds sseLastEventIds(SseProperties properties) {
		return new LastEventIds(properties.resume().parameters());
	}

	@Bean
	@ConditionalOnMissingBean
	SseConnectionArgumentResolver sseConnectionArgumentResolver(HubStreams streams, LastEventIds lastEventIds) {
		return new SseConnectionArgumentResolver(streams, lastEventIds);
	}

	@Bean
	@ConditionalOnMissingBean(name = "sseWebMvcConfigurer")
	WebMvcConfigurer sseWebMvcConfigurer(SseEndpointReturnValueHandler returnValueHandler,
			SseConnectionArgumentResolver argumentResolver, LastEventIds lastEventIds) {
		return new SseWebMvcConfigurer(returnValueHandler, lastEventIds, argumentResolver,
				new LastEventIdArgumentResolver(lastEventIds));
	}

	@Bean
	@ConditionalOnMissingBean
	ProblemWriter sseProblemWriter(@Qualifier(HANDLER_ADAPTER) ObjectProvider<RequestMappingHandlerAdapter> adapter) {
		return new ProblemWriter(ofAdapter(adapter, RequestMappingHandlerAdapter::getMessageConverters));
	}

	@Bean
	@ConditionalOnMissingBean
	StreamExceptionResolver sseStreamExceptionResolver(ProblemWriter problemWriter,
			ObjectProvider<HandlerExceptionResolver> resolvers) {
		return new StreamExceptionResolver(problemWriter,
				SingletonSupplier.of(() -> resolvers.orderedStream().toList()));
	}

	// Around what Boot has before all others in a WAR, too
	@Bean
	@ConditionalOnMissingBean(name = "sseStreamEndFilter")
	FilterRegistrationBean<StreamEndFilter> sseStreamEndFilter() {
		FilterRegistrationBean<StreamEndFilter> registration = new FilterRegistrationBean<>(new StreamEndFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		registration.setDispatcherTypes(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.INCLUDE);
		return registration;
	}

	@Bean
	@ConditionalOnMissingBean
	@Conditional(ReadyMadeEndpointCondition.class)
	ReadyMadeEndpoint sseReadyMadeEndpoint(SseProperties properties) {
		return new ReadyMadeEndpoint(properties.endpoint().rooms());
	}

}
