package io.github.ssehub.web;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.util.Assert;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.i18n.FixedLocaleResolver;
import org.springframework.web.servlet.view.ContentNegotiatingViewResolver;

import io.github.ssehub.SseView;

/**
 * Renders views of the application outside of requests. Thread-safe.
 */
public final class ViewRenderer implements AopInfrastructureBean {

	private final WebApplicationContext context;

	private final Supplier<List<ViewResolver>> resolvers;

	private final Supplier<@Nullable LocaleResolver> localeResolver;

	/**
	 * Create a new {@link ViewRenderer} instance.
	 * @param context the context of the application
	 * @param resolvers supplies the view resolvers, in their order; asked for each time
	 * @param localeResolver supplies what finds the locale of requests, if there is one
	 */
	public ViewRenderer(WebApplicationContext context, Supplier<List<ViewResolver>> resolvers,
			Supplier<@Nullable LocaleResolver> localeResolver) {
		this.context = context;
		this.resolvers = resolvers;
		this.localeResolver = localeResolver;
	}

	/**
	 * Render a view.
	 * @param view the view
	 * @return what it writes, as UTF-8
	 * @throws IllegalArgumentException if there is no such view, or if it fails
	 */
	public byte[] render(SseView view) {
		try {
			return doRender(view);
		}
		catch (Exception ex) {
			throw new IllegalArgumentException("View '" + view.name() + "' cannot be rendered: " + ex.getMessage(), ex);
		}
	}

	private byte[] doRender(SseView view) throws Exception {
		ServletContext servletContext = this.context.getServletContext();
		Assert.state(servletContext != null, "Application has no servlet context");
		ViewRequest request = new ViewRequest(servletContext);
		Locale locale = (view.locale() != null) ? view.locale() : defaultLocale(request);
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, this.context);
		request.setAttribute(DispatcherServlet.LOCALE_RESOLVER_ATTRIBUTE, new FixedLocaleResolver(locale));
		ViewResponse response = new ViewResponse(locale);
		try (ViewContext context = new ViewContext(request, response, locale)) {
			resolve(view.name(), locale).render(view.model(), request, response);
		}
		return response.body();
	}

	private Locale defaultLocale(ViewRequest request) {
		LocaleResolver resolver = this.localeResolver.get();
		return (resolver != null) ? resolver.resolveLocale(request) : request.getLocale();
	}

	private View resolve(String name, Locale locale) throws Exception {
		for (ViewResolver resolver : this.resolvers.get()) {
			// Asks the others, by what a client accepts
			View view = (resolver instanceof ContentNegotiatingViewResolver) ? null
					: resolver.resolveViewName(name, locale);
			if (view != null) {
				return view;
			}
		}
		throw new IllegalStateException("No view resolver of the application knows it");
	}

}
