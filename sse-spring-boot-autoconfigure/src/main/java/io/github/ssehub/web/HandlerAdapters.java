package io.github.ssehub.web;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.config.annotation.DelegatingWebMvcConfiguration;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurationSupport;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * The handler adapters that Spring MVC chooses from. A {@code WebMvcConfigurer} adds what
 * streams need to its own, unless the application keeps configurers from being asked, and
 * to no other.
 */
final class HandlerAdapters {

	/**
	 * The bean name of Spring MVC's adapter for controller methods.
	 */
	static final String DEFAULT = "requestMappingHandlerAdapter";

	private final ListableBeanFactory beanFactory;

	// In the order in which the dispatcher servlet asks them
	private final List<Map.Entry<String, HandlerAdapter>> adapters;

	HandlerAdapters(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.adapters = BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, HandlerAdapter.class, true, false)
			.entrySet()
			.stream()
			.sorted(Comparator.comparing(Map.Entry::getValue, AnnotationAwareOrderComparator.INSTANCE))
			.toList();
	}

	/**
	 * Check the adapter of Spring MVC, which an application may have without endpoints.
	 */
	void checkDefault() {
		this.adapters.stream().filter((adapter) -> DEFAULT.equals(adapter.getKey())).forEach(this::check);
	}

	/**
	 * Check the adapter that serves a method.
	 * @param method the method
	 */
	void check(HandlerMethod method) {
		this.adapters.stream()
			.filter((adapter) -> adapter.getValue().supports(method))
			.findFirst()
			.ifPresent(this::check);
	}

	private void check(Map.Entry<String, HandlerAdapter> bean) {
		if (!(bean.getValue() instanceof RequestMappingHandlerAdapter adapter)) {
			return;
		}
		String missing = Stream
			.of(missing(SseEndpointReturnValueHandler.class, adapter.getReturnValueHandlers()),
					missing(SseConnectionArgumentResolver.class, adapter.getArgumentResolvers()),
					missing(LastEventIdArgumentResolver.class, adapter.getArgumentResolvers()))
			.flatMap(List::stream)
			.collect(Collectors.joining(", "));
		if (!missing.isEmpty()) {
			throw failure(bean.getKey(), "Spring MVC cannot serve event streams: its handler adapter '" + bean.getKey()
					+ "' is without " + missing + ".");
		}
	}

	private static List<String> missing(Class<?> type, @Nullable List<?> present) {
		boolean found = present != null && present.stream().anyMatch(type::isInstance);
		return found ? List.of() : List.of(type.getSimpleName());
	}

	private UnusableHandlerAdapterException failure(String name, String problem) {
		if (!DEFAULT.equals(name)) {
			return new UnusableHandlerAdapterException(
					problem + " It is a bean of the application and comes before Spring MVC's own, '" + DEFAULT + "'.",
					"Give '" + name
							+ "' a lower precedence, let it support fewer methods, or add to it what is missing.");
		}
		String support = this.beanFactory.getBeanProvider(WebMvcConfigurationSupport.class)
			.stream()
			.filter((bean) -> !(bean instanceof DelegatingWebMvcConfiguration))
			.map((bean) -> ClassUtils.getUserClass(bean).getName())
			.collect(Collectors.joining(", "));
		if (support.isEmpty()) {
			return new UnusableHandlerAdapterException(
					problem + " Something has replaced what the bean 'sseWebMvcConfigurer' adds, or that bean itself.",
					"Look for beans of these names, for WebMvcRegistrations, and for code that sets the argument "
							+ "resolvers or return value handlers of the adapter, and let it keep those that are there.");
		}
		return new UnusableHandlerAdapterException(problem + " " + support
				+ " extends WebMvcConfigurationSupport, which replaces Spring Boot's "
				+ "configuration of Spring MVC and asks no WebMvcConfigurer, not even that of the event streams.",
				"Let " + support + " implement WebMvcConfigurer and extend nothing. To configure Spring MVC without "
						+ "Spring Boot, use @EnableWebMvc or extend DelegatingWebMvcConfiguration, which ask configurers.");
	}

}
