package io.github.ssehub.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches when the ready-made endpoint has a path. Not a condition on the property, for
 * which an empty path would be one.
 */
final class ReadyMadeEndpointCondition extends SpringBootCondition {

	private static final String PATH = "sse.endpoint.path";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Ready-made SSE endpoint");
		if (StringUtils.hasText(context.getEnvironment().getProperty(PATH))) {
			return ConditionOutcome.match(message.foundExactly("property " + PATH));
		}
		return ConditionOutcome.noMatch(message.didNotFind("property").items(PATH));
	}

}
