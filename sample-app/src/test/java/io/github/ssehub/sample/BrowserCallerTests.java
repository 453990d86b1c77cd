package io.github.ssehub.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.github.ssehub.test.AutoConfigureSse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The panels of the page with streams for one caller.
 */
@ParameterizedClass
@EnumSource
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
// With it, the application is that of other tests
@AutoConfigureSse
class BrowserCallerTests extends AbstractBrowserTests {

	private static final int TOKENS = 200;

	@BeforeEach
	void open() {
		driver().get("about:blank");
		driver().get(uri("/").toString());
		eventually(() -> assertThat(text("#state")).isEqualTo("Open"));
	}

	@Test
	void shouldTypeText() {
		String text = generate("type");
		eventually(() -> assertThat(shown()).isNotEmpty());
		List<Integer> lengths = new ArrayList<>();
		await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(30)).until(() -> {
			String shown = shown();
			assertThat(text).startsWith(shown);
			lengths.add(shown.length());
			return shown.equals(text);
		});
		assertThat(lengths.stream().distinct()).hasSizeGreaterThan(10);
		eventually(() -> assertThat(status()).isEqualTo("Complete: " + counted(text)));
		assertThat(isDisabled("#stop")).isTrue();
		assertThat(isDisabled("#generate")).isFalse();
	}

	@Test
	void shouldStopText() {
		String text = generate("stop");
		eventually(() -> assertThat(shown()).isNotEmpty());
		find("#stop").click();
		eventually(() -> assertThat(status()).startsWith("Stopped: "));
		assertThat(shown()).isNotEqualTo(text);
		assertThat(text).startsWith(shown());
		assertThat(status()).isEqualTo("Stopped: " + counted(shown()));
	}

	@Test
	void shouldShowWholeTextOnceAfterCut() {
		String text = generate("cut");
		eventually(() -> assertThat(shown()).isNotEmpty());
		find("#cut").click();
		eventually(() -> assertThat(status()).startsWith("Cut off after "));
		String before = shown();
		eventually(() -> assertThat(status()).startsWith("Resumed: "));
		assertThat(text).startsWith(before + find("#generated mark").getDomProperty("textContent"));
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(shown()).isEqualTo(text));
		eventually(() -> assertThat(status()).isEqualTo("Complete: " + counted(text)));
		assertThat(texts("#generated mark")).hasSize(1);
	}

	@Test
	void shouldShowProgressOfImport() {
		find("#import").click();
		List<String> seen = new ArrayList<>();
		await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(30)).until(() -> {
			seen.add(text("#import-state"));
			return seen.contains("100 %");
		});
		assertThat(seen.stream().distinct()).hasSizeGreaterThan(3);
		assertThat(find("#import-bar").getDomProperty("value")).isEqualTo("100000");
		assertThat(find("#import-bar").getDomProperty("max")).isEqualTo("100000");
		eventually(() -> assertThat(isDisabled("#import")).isFalse());
	}

	private String generate(String prompt) {
		find("#prompt").clear();
		find("#prompt").sendKeys(prompt, Keys.ENTER);
		StringBuilder text = new StringBuilder();
		new MadeUpText(prompt, TOKENS, Duration.ZERO).forEachRemaining(text::append);
		return text.toString();
	}

	private String shown() {
		return find("#generated").getDomProperty("textContent");
	}

	private String status() {
		return text("#generate-status");
	}

	private boolean isDisabled(String selector) {
		return Boolean.parseBoolean(find(selector).getDomProperty("disabled"));
	}

	private String counted(String text) {
		return "%,d characters".formatted(text.length());
	}

}
