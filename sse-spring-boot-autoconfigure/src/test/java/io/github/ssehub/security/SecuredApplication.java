package io.github.ssehub.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2TokenIntrospectionClaimNames;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Flux;

import io.github.ssehub.SseConnection;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseHub;
import io.github.ssehub.SseStream;
import io.github.ssehub.SseSubscription;

/**
 * An application that is secured in the ways that applications are: a form with sessions,
 * tokens that Spring Security knows, tokens that only a filter of the application knows.
 */
@RestController
@EnableMethodSecurity
public class SecuredApplication {

	private static final SecretKeySpec KEY = new SecretKeySpec(
			"0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");

	private final SseHub hub;

	private final ApplicationEventPublisher events;

	SecuredApplication(SseHub hub, ApplicationEventPublisher events) {
		this.hub = hub;
		this.events = events;
	}

	public static String token(String user, Duration validity) {
		return token(user, Instant.now().plus(validity));
	}

	static String token(String user, Instant expiry) {
		return token(JwtClaimsSet.builder()
			.subject(user)
			.issuedAt(expiry.minus(Duration.ofHours(1)))
			.expiresAt(expiry)
			.build());
	}

	static String tokenWithoutExpiry(String user) {
		return token(JwtClaimsSet.builder().subject(user).build());
	}

	private static String token(JwtClaimsSet claims) {
		return new NimbusJwtEncoder(new ImmutableSecret<>(KEY))
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	// A token that tells nothing but to those who gave it
	static String opaqueToken(String user, @Nullable Instant expiry) {
		return user + ((expiry != null) ? "-" + expiry.getEpochSecond() : "");
	}

	private static OAuth2AuthenticatedPrincipal introspect(String token) {
		String[] parts = token.split("-");
		Map<String, Object> attributes = new HashMap<>(Map.of(OAuth2TokenIntrospectionClaimNames.SUB, parts[0]));
		if (parts.length > 1) {
			attributes.put(OAuth2TokenIntrospectionClaimNames.EXP, Instant.ofEpochSecond(Long.parseLong(parts[1])));
		}
		return new OAuth2IntrospectionAuthenticatedPrincipal(parts[0], attributes, List.of());
	}

	@SseEndpoint(path = { "/form/stream", "/own/stream", "/https/stream", "/jwt/stream", "/opaque/stream",
			"/filter/stream", "/filter/left" }, rooms = "room")
	void stream() {
	}

	// A form and a reader that posts JSON
	@SseEndpoint(path = "/form/post", method = RequestMethod.POST, rooms = "room")
	void posted() {
	}

	@SseEndpoint(path = { "/form/method", "/jwt/method", "/filter/method" }, rooms = "room")
	@PreAuthorize("authentication.name == 'ann'")
	void secured() {
	}

	@GetMapping({ "/form/emitter", "/jwt/emitter", "/filter/emitter" })
	SseEmitter emitter() {
		return this.hub.open(SseSubscription.to("room"));
	}

	// Spring Security's own comes before the filter for tokens
	@PostMapping("/jwt/bye")
	void bye(Authentication authentication) {
		this.events.publishEvent(new LogoutSuccessEvent(authentication));
	}

	@SseEndpoint("/jwt/never")
	SseStream<String> never() {
		return SseStream.from(Flux.just("first").concatWith(Flux.never()));
	}

	@GetMapping("/form/redirect")
	void redirect(HttpServletResponse response) throws IOException {
		response.sendRedirect("/elsewhere");
	}

	@GetMapping({ "/form/page", "/own/page" })
	String page() {
		return "page";
	}

	@SseEndpoint("/filter/slow")
	CompletionStage<String> slow() {
		return later(() -> "late");
	}

	@SseEndpoint({ "/form/denied", "/jwt/denied", "/filter/denied" })
	CompletionStage<String> denied() {
		return later(() -> {
			throw new AccessDeniedException("test");
		});
	}

	@SseEndpoint("/filter/unauthenticated")
	CompletionStage<String> unauthenticated() {
		return later(() -> {
			throw new BadCredentialsException("test");
		});
	}

	@GetMapping("/filter/deferred")
	DeferredResult<String> deferred() {
		DeferredResult<String> result = new DeferredResult<>();
		later(() -> result.setResult("late"));
		return result;
	}

	@GetMapping("/filter/deferred-connection")
	DeferredResult<String> deferred(SseConnection connection) {
		return deferred();
	}

	private static <T> CompletionStage<T> later(Supplier<T> value) {
		return CompletableFuture.supplyAsync(value, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
	}

	@PostMapping("/form/expire")
	String expire(HttpSession session) {
		session.invalidate();
		return "expired";
	}

	@PostMapping("/form/change")
	String change() {
		return "changed";
	}

	@Bean
	Ends ends() {
		return new Ends();
	}

	@Bean
	@Order(1)
	SecurityFilterChain jwtChain(HttpSecurity http) {
		return http.securityMatcher("/jwt/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	@Order(1)
	SecurityFilterChain opaqueChain(HttpSecurity http) {
		return http.securityMatcher("/opaque/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.oauth2ResourceServer(
					(server) -> server.opaqueToken((token) -> token.introspector(SecuredApplication::introspect)))
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain filterChain(HttpSecurity http) {
		return http.securityMatcher("/filter/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.addFilterBefore(new HomeMadeFilter(), UsernamePasswordAuthenticationFilter.class)
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	@Order(3)
	SecurityFilterChain ownEntryPointChain(HttpSecurity http) {
		return http.securityMatcher("/own/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
			.build();
	}

	@Bean
	@Order(4)
	SecurityFilterChain httpsChain(HttpSecurity http) {
		return http.securityMatcher("/https/**").redirectToHttps(Customizer.withDefaults()).build();
	}

	@Bean
	@Order(5)
	SecurityFilterChain keepingChain(HttpSecurity http) {
		return http.securityMatcher("/keep/**")
			.logout((logout) -> logout.logoutUrl("/keep/logout").invalidateHttpSession(false))
			.build();
	}

	@Bean
	@Order(6)
	SecurityFilterChain formChain(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin(Customizer.withDefaults())
			.build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				List.of(User.withUsername("ann").password("{noop}secret").roles("USER").build(),
						User.withUsername("bob").password("{noop}secret").roles("USER").build()));
	}

	@Bean
	JwtDecoder jwtDecoder() {
		return NimbusJwtDecoder.withSecretKey(KEY).build();
	}

	/**
	 * What runs at the end of streams.
	 */
	static final class Ends extends OncePerRequestFilter implements WebMvcConfigurer, AsyncHandlerInterceptor {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		protected boolean shouldNotFilterAsyncDispatch() {
			return false;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (request.getDispatcherType() == DispatcherType.ASYNC) {
				this.seen.add("filter");
			}
			chain.doFilter(request, response);
			if (request.getDispatcherType() == DispatcherType.ASYNC) {
				this.seen.add("filter has ended");
			}
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(this);
		}

		// As another request of the session does that logs out meanwhile
		@Override
		public void afterConcurrentHandlingStarted(HttpServletRequest request, HttpServletResponse response,
				Object handler) {
			if (request.getRequestURI().equals("/filter/left")) {
				SecurityContextHolder.getContext().setAuthentication(null);
			}
		}

		@Override
		public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
				Exception ex) {
			if (request.getDispatcherType() == DispatcherType.ASYNC) {
				this.seen.add("interceptor " + request.getRemoteUser() + " "
						+ SecurityContextHolder.getContext().getAuthentication().getName());
			}
		}

	}

	/**
	 * As in so many tutorials: it knows nothing of dispatches.
	 */
	private static final class HomeMadeFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String user = request.getHeader("X-User");
			if (user != null) {
				SecurityContextHolder.setContext(new SecurityContextImpl(
						UsernamePasswordAuthenticationToken.authenticated(user, null, List.of())));
			}
			chain.doFilter(request, response);
		}

	}

}
