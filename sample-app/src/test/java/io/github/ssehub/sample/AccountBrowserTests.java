package io.github.ssehub.sample;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.github.ssehub.SseHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

// A page that comes back when it should not is to be seen soon
@ParameterizedClass
@EnumSource
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sse.retry=200ms")
class AccountBrowserTests extends AbstractBrowserTests {

	private static final String LOGGED_OUT = "You have been logged out in another tab, or your session has timed out.";

	private static final String UNREACHABLE = "window.kept = fetch; fetch = () => Promise.reject(new TypeError());";

	private static final String UNAVAILABLE = "window.kept = fetch; fetch = async () => new Response('{}', { status: 503 });";

	private static final String RECOVERY = "fetch = window.kept;";

	@Autowired
	private SseHub hub;

	@BeforeEach
	void forgetAll() {
		driver().get(uri("/account/login.html").toString());
		driver().manage().deleteAllCookies();
		this.hub.rooms().forEach(this.hub::close);
	}

	@Test
	void shouldTellOtherTabsOfLogout() {
		logOfBrowser();
		String first = logIn("ann");
		driver().switchTo().newWindow(WindowType.TAB);
		String second = openAccount("ann");
		find("#text").sendKeys("for all my tabs", Keys.ENTER);
		eventually(() -> assertThat(texts(".note span")).containsExactly("for all my tabs"));
		driver().executeScript("""
				new MutationObserver(() => localStorage.setItem("told", Date.now()))
					.observe(document.getElementById("ended"), { attributes: true });
				""");
		driver().switchTo().window(first);
		eventually(() -> assertThat(texts(".note span")).containsExactly("for all my tabs"));
		assertThat(logOfBrowser()).isEmpty();
		driver().executeScript(
				"""
						document.getElementById("logout").addEventListener("submit", () => localStorage.setItem("left", Date.now()));
						""");
		find("#logout button").click();
		eventually(() -> assertThat(text("#notice")).isEqualTo("You are logged out"));
		driver().switchTo().window(second);
		eventually(() -> assertThat(text("#why")).isEqualTo(LOGGED_OUT));
		assertThat(text("#state")).isEqualTo("Ended");
		assertThat((Long) driver().executeScript("return localStorage.getItem('told') - localStorage.getItem('left')"))
			.as("milliseconds from the logout to the message")
			.isBetween(0L, 1_000L);
		// Another answer than a stream would change what the page says
		await().during(Duration.ofSeconds(1)).until(() -> text("#why").equals(LOGGED_OUT));
		find("#ended a").click();
		enterAs("ann");
		eventually(() -> assertThat(texts(".note span")).containsExactly("for all my tabs"));
		closeTab(second, first);
	}

	@Test
	void shouldSayThatLoginIsOver() {
		logIn("bo");
		driver().manage().deleteAllCookies();
		find("#text").sendKeys("never sent", Keys.ENTER);
		eventually(() -> assertThat(text("#error")).isEqualTo("Not sent: the server has refused it"));
		assertThat(find("#text").getDomProperty("value")).isEqualTo("never sent");
	}

	@Test
	void shouldSayThatPasswordIsWrong() {
		driver().get(uri("/account/index.html").toString());
		eventually(() -> find("#username").sendKeys("ann"));
		find("#password").sendKeys("bo", Keys.ENTER);
		eventually(() -> assertThat(text("#notice")).isEqualTo("The name or the password is wrong"));
		assertThat(texts("tbody td:first-child")).containsExactly("ann", "bo", "admin");
	}

	@ParameterizedTest
	@ValueSource(strings = { UNREACHABLE, UNAVAILABLE })
	void shouldSayThatNobodyIsLoggedIn(String failure) {
		breakConnection(failure);
		find("#username").sendKeys("ann");
		find("#password").sendKeys("ann", Keys.ENTER);
		eventually(() -> assertThat(text("#notice")).isEqualTo("Not logged in: the server cannot be reached"));
		driver().executeScript(RECOVERY);
		find("#login button").click();
		opened("ann");
	}

	@ParameterizedTest
	@ValueSource(strings = { UNREACHABLE, UNAVAILABLE })
	void shouldSayThatNobodyIsLoggedOut(String failure) {
		logIn("ann");
		breakConnection(failure);
		find("#logout button").click();
		eventually(() -> assertThat(text("#error")).isEqualTo("Not logged out: the server cannot be reached"));
		driver().executeScript(RECOVERY);
		find("#text").sendKeys("still there", Keys.ENTER);
		eventually(() -> assertThat(texts(".note span")).containsExactly("still there"));
		assertThat(find("#error").isDisplayed()).isFalse();
		find("#logout button").click();
		eventually(() -> assertThat(text("#notice")).isEqualTo("You are logged out"));
	}

	private void breakConnection(String failure) {
		assumeThat(kind()).as("What a page of Firefox calls is not what a script of a test replaces")
			.isNotEqualTo(BrowserKind.FIREFOX);
		driver().executeScript(failure);
	}

	private String logIn(String user) {
		driver().get(uri("/account/index.html").toString());
		return enterAs(user);
	}

	private String enterAs(String user) {
		eventually(() -> find("#username").sendKeys(user));
		find("#password").sendKeys(user, Keys.ENTER);
		return opened(user);
	}

	private String openAccount(String user) {
		driver().get(uri("/account/index.html").toString());
		return opened(user);
	}

	private String opened(String user) {
		eventually(() -> {
			assertThat(text("#state")).isEqualTo("Open");
			assertThat(text("#user")).isEqualTo(user);
		});
		return driver().getWindowHandle();
	}

}
