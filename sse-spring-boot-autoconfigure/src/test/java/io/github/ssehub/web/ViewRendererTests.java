package io.github.ssehub.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.view.InternalResourceViewResolver;

import io.github.ssehub.SseView;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ViewRendererTests {

	private final StaticWebApplicationContext context = new StaticWebApplicationContext();

	private ViewRenderer renderer(ViewResolver... resolvers) {
		this.context.setServletContext(new MockServletContext());
		return new ViewRenderer(this.context, () -> List.of(resolvers), () -> null);
	}

	@Test
	void shouldRefuseAViewThatNobodyKnows() {
		ViewRenderer renderer = renderer((name, locale) -> null);
		assertThatIllegalArgumentException().isThrownBy(() -> renderer.render(SseView.of("some")))
			.withMessage("View 'some' cannot be rendered: No view resolver of the application knows it");
	}

	// As an application without templates has them
	@Test
	void shouldRefuseAViewOfTheContainer() {
		InternalResourceViewResolver resolver = new InternalResourceViewResolver();
		resolver.setApplicationContext(this.context);
		ViewRenderer renderer = renderer(resolver);
		assertThatIllegalArgumentException().isThrownBy(() -> renderer.render(SseView.of("some")))
			.withMessageStartingWith("View 'some' cannot be rendered: Could not get RequestDispatcher for [some]");
	}

}
