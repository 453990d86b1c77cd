package io.github.ssehub.chaos;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.OpeningForm;
import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseSubscription;
import io.github.ssehub.support.PublishController;
import io.github.ssehub.support.TestServer;
import io.github.ssehub.support.TestServer.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What resuming promises, with clients that are cut off all the time: at any byte, with
 * or without a reset, after delays and stalls.
 * <p>
 * Every build runs a short form. For the long one, see {@code docs/testing.md}.
 */
@Tag("long")
@Timeout(900)
class ChaosTests {

	private static final Log logger = LogFactory.getLog(ChaosTests.class);

	private final ChaosSettings settings = ChaosSettings.fromSystemProperties(1000);

	@ParameterizedTest
	@EnumSource
	void shouldDeliverExactlyOnceInOrder(Kind kind) throws Exception {
		try (TestServer server = start(kind, "sse.replay.events=1000000", "sse.replay.size=1GB",
				"sse.replay.total=1GB"); ChaosRun run = new ChaosRun(this.settings, server, 200)) {
			run.run();
			logger.info(run.figures());
			assertThat(run.cuts()).isGreaterThanOrEqualTo(this.settings.cuts());
			for (int i = 0; i < this.settings.clients(); i++) {
				run.model(i).verifyNothingMissing();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void shouldTellEachLoss(Kind kind) throws Exception {
		try (TestServer server = start(kind, "sse.replay.events=3");
				ChaosRun run = new ChaosRun(this.settings, server, 1500)) {
			run.run();
			logger.info(run.figures());
			assertThat(run.cuts()).isGreaterThanOrEqualTo(this.settings.cuts());
			int missing = 0;
			for (int i = 0; i < this.settings.clients(); i++) {
				run.model(i).verifyLossesAreTold();
				missing += run.model(i).missing().size();
			}
			assertThat(missing).isPositive();
		}
	}

	private static TestServer start(Kind kind, String... properties) {
		String[] all = new String[properties.length + 3];
		System.arraycopy(properties, 0, all, 3, properties.length);
		all[0] = "sse.retry=10ms";
		all[1] = "sse.heartbeat=250ms";
		all[2] = "logging.level.io.github.ssehub.chaos=INFO";
		return TestServer.start(kind, Application.class, all);
	}

	@Import(PublishController.class)
	@RestController
	static class Application {

		@SseEndpoint("/chaos/{opening}")
		SseSubscription stream(@PathVariable String opening, @RequestParam List<String> rooms) {
			return SseSubscription.to(rooms).opening(OpeningForm.valueOf(opening.toUpperCase()));
		}

		// So that a stall reaches the event loop and not only the buffers of sockets
		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
			TomcatConnectorCustomizer customizer = (connector) -> connector.setProperty("socket.txBufSize", "8192");
			return (factory) -> factory.addConnectorCustomizers(customizer);
		}

	}

}
