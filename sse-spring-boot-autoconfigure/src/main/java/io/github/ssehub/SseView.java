package io.github.ssehub;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Data of an event that is a view of the application, such as a Thymeleaf fragment, which
 * is rendered once, whoever gets the event:
 * {@code hub.broadcast("prices", "price", SseView.of("prices :: row", Map.of("price", price)))}.
 * Immutable, and taken wherever data is.
 * <p>
 * The view is found by the {@code ViewResolver}s of the application and rendered on the
 * thread that publishes, which need not be that of a request: there are no request
 * parameters, no session and no user, whoever publishes, and links have the context path
 * alone. Views that a servlet of the container renders (JSP) cannot be used, nor can
 * redirects. A view that is missing or fails throws an {@link IllegalArgumentException},
 * and nothing is published. Only applications with Spring MVC have views.
 *
 * @since 0.1.0
 */
public final class SseView {

	private final String name;

	private final Map<String, Object> model;

	private final @Nullable Locale locale;

	private SseView(String name, Map<String, Object> model, @Nullable Locale locale) {
		this.name = name;
		this.model = model;
		this.locale = locale;
	}

	/**
	 * Return a view without a model.
	 * @param name the name of the view, as a controller method returns it
	 * @return the view
	 */
	public static SseView of(String name) {
		Assert.hasText(name, "'name' must not be empty");
		Assert.isTrue(!name.startsWith("redirect:") && !name.startsWith("forward:"),
				"'name' must be that of a view that is rendered");
		return new SseView(name, Map.of(), null);
	}

	/**
	 * Return a view.
	 * @param name the name of the view, as a controller method returns it
	 * @param model the attributes, whose values may be {@code null}
	 * @return the view
	 */
	public static SseView of(String name, Map<String, ? extends @Nullable Object> model) {
		Assert.notNull(model, "'model' must not be null");
		SseView view = of(name);
		Map<String, Object> copy = new LinkedHashMap<>();
		model.forEach((attribute, value) -> put(copy, attribute, value));
		return new SseView(view.name, copy, null);
	}

	/**
	 * Add an attribute to the model.
	 * @param attribute the name of the attribute
	 * @param value the value
	 * @return a changed copy
	 */
	public SseView with(String attribute, @Nullable Object value) {
		Map<String, Object> all = new LinkedHashMap<>(this.model);
		put(all, attribute, value);
		return new SseView(this.name, all, this.locale);
	}

	// A template finds nothing either way
	private static void put(Map<String, Object> model, String attribute, @Nullable Object value) {
		Assert.hasText(attribute, "Attribute name must not be empty");
		if (value != null) {
			model.put(attribute, value);
		}
		else {
			model.remove(attribute);
		}
	}

	/**
	 * Render in a locale instead of that which the application has for requests that ask
	 * for none.
	 * @param locale the locale
	 * @return a changed copy
	 */
	public SseView locale(Locale locale) {
		Assert.notNull(locale, "'locale' must not be null");
		return new SseView(this.name, this.model, locale);
	}

	/**
	 * Return the name of the view.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the model.
	 * @return a copy
	 */
	public Map<String, Object> model() {
		return new LinkedHashMap<>(this.model);
	}

	/**
	 * Return the locale.
	 * @return the locale, or {@code null} for that of the application
	 */
	public @Nullable Locale locale() {
		return this.locale;
	}

	// Without the model, which may be confidential
	@Override
	public String toString() {
		return "SseView[" + this.name + "]";
	}

}
