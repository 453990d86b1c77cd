package io.github.ssehub.sample;

import java.util.EnumSet;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;

/**
 * Asks for a login for what is below {@code /account}, and for what the actuator tells of
 * single streams. Streams of chats are open to all, and know who has logged in.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String LOGIN_PAGE = "/account/login.html";

	// In the place of Boot's own, which is for all paths. The rest of the sample is open
	// to everybody, and driven by command lines that know neither sessions nor tokens
	// against CSRF. It has nothing that a login protects, and no cookie gives anybody
	// more rights there. An application with users has no such list.
	@Bean
	DelegatingFilterProxyRegistrationBean securedPaths() {
		DelegatingFilterProxyRegistrationBean registration = new DelegatingFilterProxyRegistrationBean(
				AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME);
		registration.addUrlPatterns("/account/*", "/actuator/*", "/chat/*");
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER);
		return registration;
	}

	// Nothing in here is about streams
	@Bean
	SecurityFilterChain filterChain(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers(LOGIN_PAGE, "/account/csrf")
				.permitAll()
				.requestMatchers("/account/**")
				.authenticated()
				.requestMatchers("/actuator/sse/**")
				.hasRole("ADMIN")
				.requestMatchers("/actuator/**", "/chat/**")
				.permitAll()
				.anyRequest()
				.denyAll())
			.formLogin((login) -> login.loginPage(LOGIN_PAGE)
				.loginProcessingUrl("/account/login")
				.defaultSuccessUrl("/account/index.html")
				.failureUrl(LOGIN_PAGE + "?error"))
			.logout((logout) -> logout.logoutUrl("/account/logout").logoutSuccessUrl(LOGIN_PAGE + "?logout"))
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	// The login page shows them to everybody
	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(user("ann", "USER"), user("bo", "USER"), user("admin", "USER", "ADMIN"));
	}

	private UserDetails user(String name, String... roles) {
		return User.withUsername(name).password("{noop}" + name).roles(roles).build();
	}

}
