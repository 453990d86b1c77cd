package io.github.ssehub.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What axe finds wrong with the pages of the sample (contrast, names, roles, order), in
 * light and dark, on a desk and on a phone. One browser will do.
 */
@ParameterizedClass
@EnumSource(names = "CHROMIUM")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AccessibilityBrowserTests extends AbstractBrowserTests {

	private static final String RUN = """
			const done = arguments[arguments.length - 1];
			axe.run(document, { resultTypes: ["violations"] })
				.then((result) => done(result.violations.map((found) =>
					`${found.id}: ${found.help} ${found.nodes.map((node) => node.target + " " + node.failureSummary)}`)))
				.catch((error) => done([String(error)]));
			""";

	private static final String TOO_WIDE = """
			return [...document.querySelectorAll("body *")]
				.filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
				.filter((element) => document.documentElement.scrollWidth > document.documentElement.clientWidth)
				.map((element) => element.outerHTML.slice(0, 120));
			""";

	@AfterEach
	void useDesk() {
		((ChromeDriver) driver()).executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
	}

	@ParameterizedTest
	@CsvSource({ "light, 1280", "dark, 1280", "light, 390", "dark, 390" })
	void shouldBeAccessible(String scheme, int width) throws IOException {
		((ChromeDriver) driver()).executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		// Smaller than a window can be
		((ChromeDriver) driver()).executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", width < 600));
		String axe = new ClassPathResource("META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")
			.getContentAsString(StandardCharsets.UTF_8);
		for (String path : List.of("/#accessible", "/account/login.html", "/fragments/htmx", "/fragments/turbo")) {
			driver().get(uri(path).toString());
			if (path.startsWith("/#")) {
				eventually(() -> assertThat(text("[data-metric=heap] b")).endsWith("MB"));
				find("#watch").click();
				eventually(() -> assertThat(texts("#prices b")).isEqualTo(PriceTicker.SYMBOLS));
			}
			driver().executeScript(axe);
			assertThat((List<?>) driver().executeAsyncScript(RUN)).as("%s, %s, %d", path, scheme, width).isEmpty();
			assertThat((List<?>) driver().executeScript(TOO_WIDE)).as("%s, %d", path, width).isEmpty();
		}
	}

	@Test
	void shouldBeUsedWithTheKeyboard() {
		driver().get("about:blank");
		driver().get(uri("/#keyboard").toString());
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
		driver().switchTo().activeElement().sendKeys(Keys.TAB);
		assertThat(driver().switchTo().activeElement().getText()).isEqualTo("Skip to the chat");
		driver().switchTo().activeElement().sendKeys(Keys.ENTER);
		driver().switchTo().activeElement().sendKeys("said without a mouse", Keys.ENTER);
		eventually(() -> assertThat(text(".message.own .text")).isEqualTo("said without a mouse"));
	}

}
