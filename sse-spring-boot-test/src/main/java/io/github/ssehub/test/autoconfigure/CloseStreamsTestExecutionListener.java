package io.github.ssehub.test.autoconfigure;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

import io.github.ssehub.test.client.SseTestClient;

/**
 * Closes the streams that a test has left open, so that the next one has none of its own
 * in the rooms.
 */
final class CloseStreamsTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()
				&& testContext.getApplicationContext() instanceof ConfigurableApplicationContext context) {
			context.getBeanProvider(SseTestClient.class, false).forEach(SseTestClient::close);
		}
	}

}
