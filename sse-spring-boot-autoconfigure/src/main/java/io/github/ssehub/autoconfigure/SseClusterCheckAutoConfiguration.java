package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Import;

import io.github.ssehub.hub.HubLogFactory;

/**
 * Auto-configuration that lets no node of a cluster start which has nothing to connect it
 * to the others: nodes that do not know of each other would be no cluster. It is not part
 * of test slices, which are no nodes.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SseRedisAutoConfiguration.class)
@ConditionalOnProperty("sse.cluster.name")
@ConditionalOnMissingBean(HubLogFactory.class)
@Import(SseClusterCheckAutoConfiguration.RefusingPostProcessor.class)
public final class SseClusterCheckAutoConfiguration implements AopInfrastructureBean {

	/**
	 * Needed by none, and created all the same: beans may be lazy.
	 */
	static class RefusingPostProcessor implements BeanFactoryPostProcessor {

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
			throw new IllegalStateException("'sse.cluster.name' is set, but there is no Redis with Lettuce to connect "
					+ "the nodes: add 'spring-boot-starter-data-redis'");
		}

	}

}
