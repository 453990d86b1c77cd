package io.github.ssehub.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.MDC;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.LocaleContextThreadLocalAccessor;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.github.ssehub.support.ReducedClassPath;

import static org.assertj.core.api.Assertions.assertThat;

class CallerContextTests {

	private static final String CLEAN = "null null null";

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@AfterEach
	void clear() {
		this.executor.shutdownNow();
		leave();
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		ContextRegistry.getInstance().removeThreadLocalAccessor(LocaleContextThreadLocalAccessor.KEY);
	}

	@Test
	void shouldRunTasksInTheContextOfTheCallerAndLeaveThreadsClean() throws Exception {
		enter("ann", Locale.FRENCH);
		CallerContext ann = CallerContext.capture();
		enter("bob", Locale.GERMAN);
		CallerContext bob = CallerContext.capture();
		leave();
		CallerContext nobody = CallerContext.capture();
		assertThat(on(ann)).isEqualTo("ann ann fr");
		assertThat(on(bob)).isEqualTo("bob bob de");
		assertThat(on(nobody)).isEqualTo(CLEAN);
		assertThat(this.executor.submit(CallerContextTests::who).get()).isEqualTo(CLEAN);
	}

	@Test
	void shouldLeaveThreadsCleanAfterTasksThatFail() throws Exception {
		enter("ann", Locale.FRENCH);
		CallerContext context = CallerContext.capture();
		Future<?> task = this.executor.submit(() -> context.run(() -> {
			throw new IllegalStateException("on purpose");
		}));
		await(task);
		assertThat(this.executor.submit(CallerContextTests::who).get()).isEqualTo(CLEAN);
	}

	@Test
	void shouldLeaveAThreadWithWhatItHad() {
		enter("ann", Locale.FRENCH);
		CallerContext ann = CallerContext.capture();
		leave();
		CallerContext nobody = CallerContext.capture();
		enter("bob", Locale.GERMAN);
		List<String> seen = new ArrayList<>();
		ann.around(Runnable::run).execute(() -> seen.add(who()));
		seen.add(who());
		nobody.around(Runnable::run).execute(() -> seen.add(who()));
		seen.add(who());
		assertThat(seen).containsExactly("ann ann fr", "bob bob de", CLEAN, "bob bob de");
	}

	@Test
	void shouldCaptureTheLocaleAndNotTheRequestThatKnowsIt() throws Exception {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new LocaleContextThreadLocalAccessor());
		AtomicReference<Locale> request = new AtomicReference<>(Locale.FRENCH);
		LocaleContext lazy = request::get;
		LocaleContextHolder.setLocaleContext(lazy);
		CallerContext context = CallerContext.capture();
		assertThat(LocaleContextHolder.getLocaleContext()).isSameAs(lazy);
		request.set(Locale.GERMAN);
		assertThat(on(context)).isEqualTo("null null fr");
		AtomicReference<LocaleContext> inReactor = new AtomicReference<>();
		subscribe(context, Flux.deferContextual((reactor) -> {
			inReactor.set(reactor.get(LocaleContextThreadLocalAccessor.KEY));
			return Flux.empty();
		}));
		assertThat(inReactor.get().getLocale()).isEqualTo(Locale.FRENCH);
	}

	@Test
	void shouldKeepTheTimeZone() {
		TimeZone zone = TimeZone.getTimeZone("Asia/Tokyo");
		LocaleContextHolder.setLocaleContext(new SimpleTimeZoneAwareLocaleContext(Locale.FRENCH, zone));
		CallerContext context = CallerContext.capture();
		leave();
		List<TimeZone> seen = new ArrayList<>();
		context.run(() -> seen.add(LocaleContextHolder.getTimeZone()));
		assertThat(seen).containsExactly(zone);
	}

	@Test
	void shouldNotSeeLaterChangesOfTheMdc() throws Exception {
		MDC.put("user", "ann");
		CallerContext context = CallerContext.capture();
		MDC.put("user", "bob");
		assertThat(on(context)).isEqualTo("null ann null");
	}

	@Test
	void shouldSetWhatAccessorsAreRegisteredFor() throws Exception {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
		TENANT.set("ann's");
		CallerContext ann = CallerContext.capture();
		TENANT.remove();
		CallerContext nobody = CallerContext.capture();
		TENANT.set("other");
		assertThat(on(ann, TENANT::get)).isEqualTo("ann's");
		assertThat(on(nobody, TENANT::get)).isEqualTo("null");
		List<String> seen = new ArrayList<>();
		nobody.run(() -> seen.add(TENANT.get()));
		assertThat(seen).as("missing of the caller").containsOnlyNulls();
		assertThat(TENANT.get()).isEqualTo("other");
	}

	@Test
	void shouldAddToTheContextOfReactor() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
		TENANT.set("ann's");
		enter("ann", Locale.FRENCH);
		CallerContext context = CallerContext.capture();
		leave();
		Flux<String> tenant = Flux.deferContextual((reactor) -> Flux.just(reactor.<String>get("tenant")));
		Flux<String> name = ReactiveSecurityContextHolder.getContext()
			.map((security) -> security.getAuthentication().getName())
			.flux();
		assertThat(subscribe(context, tenant.subscribeOn(Schedulers.parallel()))).containsExactly("ann's");
		assertThat(subscribe(context, name.subscribeOn(Schedulers.parallel()))).containsExactly("ann");
		assertThat(subscribe(context, Mono.deferContextual((reactor) -> Mono.just(reactor.<String>get("tenant")))))
			.containsExactly("ann's");
		Flux<String> own = Flux.deferContextual((reactor) -> Flux.just(reactor.<String>get("tenant")));
		assertThat(subscribe(context, own.contextWrite((reactor) -> reactor.put("tenant", "own"))))
			.as("the source knows better")
			.containsExactly("own");
	}

	@Test
	void shouldAddNoCallerToTheContextOfReactorWhereThereIsNone() {
		Flux<Boolean> known = ReactiveSecurityContextHolder.getContext().hasElement().flux();
		assertThat(subscribe(CallerContext.capture(), known)).containsExactly(false);
	}

	@Test
	void shouldAskForElementsAsTheCallerOnTheThreadOfAnother() throws Exception {
		enter("ann", Locale.FRENCH);
		CallerContext context = CallerContext.capture();
		leave();
		List<String> seen = new ArrayList<>();
		Publisher<Object> publisher = (subscriber) -> subscriber.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
				seen.add(who());
			}

			@Override
			public void cancel() {
				seen.add(who());
			}

		});
		BaseSubscriber<Object> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
			}

		};
		context.around(publisher).subscribe(subscriber);
		this.executor.submit(() -> {
			enter("bob", Locale.GERMAN);
			subscriber.request(1);
			subscriber.cancel();
			seen.add(who());
		}).get();
		assertThat(seen).containsExactly("ann ann fr", "ann ann fr", "bob bob de");
	}

	static Stream<List<String>> missing() {
		List<String> logging = List.of("slf4j", "logback", "log4j", "jul-to-slf4j");
		List<String> all = new ArrayList<>(logging);
		all.addAll(List.of("context-propagation", "spring-security", "reactor-core"));
		return Stream.of(List.of("context-propagation"), List.of("spring-security"), List.of("reactor-core"), logging,
				List.of("context-propagation", "spring-security"), all);
	}

	@ParameterizedTest
	@MethodSource("missing")
	void shouldDoWithWhatIsPresent(List<String> missing) throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without(missing.toArray(new String[0]))) {
			Map<String, String> expected = Map.of("locale", "fr", "asked as", "fr", "reactor",
					missing.contains("reactor-core") ? "missing" : "fr", "after", "de");
			assertThat(classPath.run(Program.class)).isEqualTo(expected);
		}
	}

	@Test
	void shouldTellReactorOfTheUserWithoutMicrometer() throws Exception {
		try (ReducedClassPath classPath = ReducedClassPath.without("context-propagation")) {
			assertThat(classPath.run(SecurityProgram.class)).isEqualTo(List.of("ann", "ann", "null"));
		}
	}

	private String on(CallerContext context) throws Exception {
		return on(context, CallerContextTests::who);
	}

	private String on(CallerContext context, Supplier<String> action) throws Exception {
		AtomicReference<String> result = new AtomicReference<>();
		context.around(this.executor).execute(() -> result.set(String.valueOf(action.get())));
		// Behind it
		this.executor.submit(() -> {
		}).get();
		return result.get();
	}

	private static void await(Future<?> task) {
		try {
			task.get();
		}
		catch (Exception ex) {
			assertThat(ex).hasRootCauseMessage("on purpose");
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Object> subscribe(CallerContext context, Publisher<?> source) {
		return Flux.from(context.around((Publisher<Object>) source)).collectList().block();
	}

	private static void enter(String user, Locale locale) {
		SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(user, "secret"));
		MDC.put("user", user);
		LocaleContextHolder.setLocale(locale);
	}

	private static void leave() {
		SecurityContextHolder.clearContext();
		MDC.clear();
		LocaleContextHolder.resetLocaleContext();
		TENANT.remove();
	}

	private static String who() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		LocaleContext locale = LocaleContextHolder.getLocaleContext();
		return ((authentication != null) ? authentication.getName() : null) + " " + MDC.get("user") + " "
				+ ((locale != null) ? locale.getLocale() : null);
	}

	/**
	 * Runs with the reduced class path.
	 */
	public static final class Program implements Callable<Map<String, String>> {

		@Override
		public Map<String, String> call() {
			LocaleContextHolder.setLocale(Locale.FRENCH);
			CallerContext context = CallerContext.capture();
			LocaleContextHolder.setLocale(Locale.GERMAN);
			AtomicReference<String> seen = new AtomicReference<>();
			context.around(Runnable::run).execute(() -> seen.set(locale()));
			AtomicReference<String> asked = new AtomicReference<>();
			context
				.around(new ElementSources(Runnable::run).toPublisher(Stream.of("x").peek((x) -> asked.set(locale()))))
				.subscribe(new AskingSubscriber());
			return Map.of("locale", seen.get(), "asked as", asked.get(), "reactor", reactor(context), "after",
					locale());
		}

		private static String reactor(CallerContext context) {
			try {
				AtomicReference<String> seen = new AtomicReference<>();
				context.around(ReactorSource.create(() -> seen.set(locale()))).subscribe(new AskingSubscriber());
				return seen.get();
			}
			catch (NoClassDefFoundError ex) {
				return "missing";
			}
		}

		private static String locale() {
			return LocaleContextHolder.getLocale().getLanguage();
		}

	}

	/**
	 * Runs with the reduced class path.
	 */
	public static final class SecurityProgram implements Callable<List<String>> {

		@Override
		public List<String> call() {
			SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "secret"));
			MDC.put("user", "ann");
			CallerContext context = CallerContext.capture();
			MDC.clear();
			SecurityContextHolder.clearContext();
			List<String> seen = new ArrayList<>();
			context.around(Runnable::run).execute(() -> seen.add(MDC.get("user")));
			Mono<Object> name = ReactiveSecurityContextHolder.getContext()
				.map((security) -> security.getAuthentication().getName());
			Flux.from(context.around(name)).doOnNext((element) -> seen.add(element.toString())).blockLast();
			seen.add(String.valueOf(MDC.get("user")));
			return seen;
		}

	}

	/**
	 * Not loaded where there is no Reactor.
	 */
	private static final class ReactorSource {

		static Publisher<Object> create(Runnable action) {
			return Flux.generate((sink) -> {
				action.run();
				sink.complete();
			});
		}

	}

	private static final class AskingSubscriber implements Subscriber<Object> {

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(10);
		}

		@Override
		public void onNext(Object element) {
		}

		@Override
		public void onError(Throwable ex) {
			throw new IllegalStateException(ex);
		}

		@Override
		public void onComplete() {
		}

	}

}
