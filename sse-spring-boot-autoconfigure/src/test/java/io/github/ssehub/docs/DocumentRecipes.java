package io.github.ssehub.docs;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseFormat;
import io.github.ssehub.SseHub;
import io.github.ssehub.SsePublisher;
import io.github.ssehub.SseRetention;
import io.github.ssehub.SseRoomAccess;
import io.github.ssehub.SseRoomAuthorizer;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.SseView;

/**
 * The code of the documents that no other test has, and what it runs on.
 */
final class DocumentRecipes {

	static final ParameterizedTypeReference<List<Animal>> ANIMALS = new ParameterizedTypeReference<>() {
	};

	private DocumentRecipes() {
	}

	static void publishPrice(SseHub hub) {
		hub.broadcast("ACME", "price", new Price("ACME", 42.10));
	}

	static void publishAnimals(SseHub hub, List<Animal> dogs) {
		hub.broadcast("animals", SseData.of(dogs, ANIMALS));
		hub.broadcast("animals", SseEvent.builder().event("all").data(dogs, ANIMALS).build());
	}

	static void publishFragments(SseHub hub, Quote quote) {
		hub.broadcastView("prices", "quote-ACME", "fragments/quote :: htmx", Map.of("quote", quote));
		SseView view = SseView.of("fragments/quote :: turbo").with("quote", quote).locale(Locale.GERMAN);
		hub.broadcast("prices", SseEvent.builder().key(quote.symbol()).data(view).build());
	}

	static List<SseSubscription> subscriptions(String id) {
		return List.of(SseSubscription.to("chat").replayLatest(20), SseSubscription.to("chat").replayAll(),
				SseSubscription.to("prices").replayLatestPerKey(), SseSubscription.to("orders").since(id));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Prices.class, Orders.class, Chat.class, Retentions.class, Stocks.class, StockService.class, Rooms.class,
			Emitters.class, Events.class, Ticks.class, Sink.class, Register.class, PriceFeed.class })
	static class Application {

		@Bean
		static ChatModel chatModel() {
			return (prompt) -> Flux.fromArray(prompt.split(" "));
		}

	}

	/**
	 * A chat model, as that of Spring AI.
	 */
	@FunctionalInterface
	interface ChatModel {

		Flux<String> stream(String prompt);

	}

	record Price(String symbol, double value) {

	}

	record Question(String text) {

	}

	record OrderPlaced(int number) {

	}

	record Renamed(long id, String name) {

	}

	// README.md

	@RestController
	static class Prices {

		@SseEndpoint("/prices/{symbol}")
		String prices(@PathVariable String symbol) {
			return symbol;
		}

	}

	@RestController
	static class Orders {

		@SseEndpoint(path = "/orders", rooms = "orders:{customer}", heartbeat = "10s")
		SseSubscription orders(@RequestParam String customer, SseConnection connection) {
			connection.send("welcome", Map.of("customer", customer));
			return SseSubscription.to("news").replayLatest(20).filter((event) -> !"debug".equals(event.event()));
		}

	}

	@RestController
	static class Chat {

		private final ChatModel chatModel;

		Chat(ChatModel chatModel) {
			this.chatModel = chatModel;
		}

		@SseEndpoint(path = "/chat", method = RequestMethod.POST)
		SseStream<String> chat(@RequestBody String prompt) {
			return SseStream.from(this.chatModel.stream(prompt))
				.aggregator(String::concat)
				.detached(Duration.ofMinutes(10));
		}

		// docs/formats.md

		@SseEndpoint(path = "/chat/ai-sdk", method = RequestMethod.POST)
		SseStream<String> chat(@RequestBody Question question) {
			return SseStream.from(this.chatModel.stream(question.text())).format(SseFormat.AI_SDK);
		}

		@SseEndpoint(path = "/v1/chat/completions", method = RequestMethod.POST,
				accept = { "text/event-stream", "application/json" })
		SseStream<String> completions(@RequestBody Question question) {
			Flux<String> tokens = this.chatModel.stream(question.text());
			return SseStream.from(tokens).format(SseFormat.OPENAI).batch(20, Duration.ofMillis(50));
		}

	}

	// docs/data.md

	record Animal(String name) {

	}

	static class Serializers {

		@Bean
		SseDataSerializer dataSerializer(JsonMapper mapper) {
			return (data) -> mapper.writeValueAsBytes(data.value());
		}

	}

	static final class Items {

		final Map<Long, String> names = new TreeMap<>();

		void rename(long id, String name) {
			this.names.put(id, name);
		}

	}

	static class ItemService {

		private final Items items = new Items();

		private final SsePublisher publisher;

		ItemService(SsePublisher publisher) {
			this.publisher = publisher;
		}

		@Transactional
		void rename(long id, String name) {
			this.items.rename(id, name);
			this.publisher.afterCommit().broadcast("items", "renamed", new Renamed(id, name));
		}

	}

	// docs/deployment.md

	static class NoStreams extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			chain.doFilter(request, response);
		}

		@Override
		protected boolean shouldNotFilter(HttpServletRequest request) {
			return String.valueOf(request.getHeader("Accept")).contains("text/event-stream");
		}

	}

	static class Cancellations {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> http2() {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				for (UpgradeProtocol protocol : connector.findUpgradeProtocols()) {
					if (protocol instanceof Http2Protocol http2) {
						http2.setOverheadResetFactor(20);
					}
				}
			});
		}

	}

	// docs/fragments.md

	record Quote(String symbol) {

	}

	// docs/late-join.md

	static class Retentions {

		@Bean
		SseRetention prices() {
			return SseRetention.of("prices:*").events(100).age(Duration.ofMinutes(1));
		}

		@Bean
		SseRetention privateRooms() {
			return SseRetention.of("private:*").noReplay();
		}

	}

	@RestController
	static class Stocks {

		private final StockService stocks;

		Stocks(StockService stocks) {
			this.stocks = stocks;
		}

		@SseEndpoint("/stocks")
		SseSubscription stocks() {
			return SseSubscription.to("stocks").snapshot((position) -> this.stocks.snapshot());
		}

	}

	static class StockService {

		private final StockRepository repository = new StockRepository();

		private final SsePublisher publisher;

		StockService(SsePublisher publisher) {
			this.publisher = publisher;
		}

		@Transactional(readOnly = true)
		List<SseEvent> snapshot() {
			return this.repository.findAll()
				.stream()
				.map((stock) -> SseEvent.of("stock", StockData.of(stock)))
				.toList();
		}

		@Transactional
		void change(Stock stock) {
			stock.setVersion(stock.getVersion() + 1);
			this.repository.save(stock);
			// after the commit, so that a snapshot taken later has it
			this.publisher.afterCommit().broadcast("stocks", "stock", StockData.of(stock));
		}

	}

	static final class Stock {

		private int version;

		int getVersion() {
			return this.version;
		}

		void setVersion(int version) {
			this.version = version;
		}

	}

	record StockData(int version) {

		static StockData of(Stock stock) {
			return new StockData(stock.getVersion());
		}

	}

	static final class StockRepository {

		private final List<Stock> stocks = new CopyOnWriteArrayList<>();

		List<Stock> findAll() {
			return this.stocks;
		}

		void save(Stock stock) {
			this.stocks.add(stock);
		}

	}

	// docs/native.md

	@Component
	@RegisterReflectionForBinding(Price.class)
	static class PriceFeed {

	}

	// docs/presence.md

	@RestController
	static class Rooms {

		@SseEndpoint("/rooms/{room}/events")
		SseSubscription events(@PathVariable String room, Principal principal) {
			return SseSubscription.to(room).member(principal.getName()).presence();
		}

	}

	// docs/security.md

	static class Cors {

		@Bean
		UrlBasedCorsConfigurationSource corsConfigurationSource() {
			CorsConfiguration page = new CorsConfiguration();
			page.setAllowedOrigins(List.of("https://app.example"));
			page.setAllowCredentials(true);
			page.setAllowedHeaders(List.of("Last-Event-ID"));
			page.setExposedHeaders(List.of("Retry-After", "Sse-Stream"));
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/events/**", page);
			return source;
		}

	}

	@Component
	static class TenantRooms implements SseRoomAuthorizer {

		private final Plans plans = (user) -> "ann".equals(user);

		@Override
		public boolean isAllowed(SseConnection connection, String room, SseRoomAccess access) {
			if (!room.startsWith("tenant:")) {
				return true;
			}
			if (!(connection.principal() instanceof JwtAuthenticationToken token)) {
				return false;
			}
			return room.startsWith("tenant:" + token.getToken().getClaimAsString("tenant") + ":")
					&& (access == SseRoomAccess.JOIN || this.plans.isPaid(connection.user()));
		}

	}

	/**
	 * Who has paid.
	 */
	@FunctionalInterface
	interface Plans {

		boolean isPaid(String user);

	}

	// docs/migration.md

	@RestController
	static class Emitters {

		private final List<SseEmitter> emitters = new CopyOnWriteArrayList<>();

		@GetMapping("/emitters")
		SseEmitter emitters() {
			SseEmitter emitter = new SseEmitter(0L);
			this.emitters.add(emitter);
			emitter.onCompletion(() -> this.emitters.remove(emitter));
			emitter.onError((ex) -> this.emitters.remove(emitter));
			return emitter;
		}

		void publish(Object data) {
			for (SseEmitter emitter : this.emitters) {
				try {
					emitter.send(data);
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			}
		}

	}

	@RestController
	static class Events {

		private final SseHub hub;

		Events(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/events", rooms = "events")
		void events() {
		}

		void publish(Object data) {
			this.hub.broadcast("events", data);
		}

		@GetMapping("/emitter")
		SseEmitter emitter() throws IOException {
			SseEmitter emitter = this.hub.open(SseSubscription.to("events"));
			emitter.send(SseEmitter.event().name("hello").data("you"));
			return emitter;
		}

	}

	@RestController
	static class Ticks {

		@SseEndpoint("/ticks")
		Flux<ServerSentEvent<Long>> ticks() {
			return Flux.interval(Duration.ofMillis(10))
				.map((tick) -> ServerSentEvent.builder(tick).event("tick").build());
		}

	}

	@RestController
	static class Sink {

		private final SseHub hub;

		Sink(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint(path = "/sink", rooms = "sink")
		void sink() {
		}

		void emit(Object data) {
			this.hub.broadcast("sink", data);
		}

	}

	@RestController
	static class Register {

		private final SseHub hub;

		Register(SseHub hub) {
			this.hub = hub;
		}

		@SseEndpoint("/register")
		List<String> register(@RequestParam("event") List<String> events) {
			return events;
		}

		@EventListener
		void publish(OrderPlaced placed) {
			this.hub.broadcast("orders", "orders", placed);
		}

	}

}
