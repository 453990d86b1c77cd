package io.github.ssehub.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches when the module for browsers has a path, which an empty one is not.
 */
final class BrowserModuleCondition extends SpringBootCondition {

	private static final String PATH = "sse.browser.path";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("SSE module for browsers");
		if (StringUtils.hasText(context.getEnvironment().getProperty(PATH))) {
			return ConditionOutcome.match(message.foundExactly("property " + PATH));
		}
		return ConditionOutcome.noMatch(message.didNotFind("property").items(PATH));
	}

}
