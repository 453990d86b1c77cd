package io.github.ssehub.autoconfigure;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

import io.github.ssehub.SsePresence;
import io.github.ssehub.SsePresenceListener;
import io.github.ssehub.hub.HubStreams;
import io.github.ssehub.presence.DefaultSsePresence;
import io.github.ssehub.presence.LocalPresenceStore;
import io.github.ssehub.presence.PresenceStore;
import io.github.ssehub.presence.PresenceThread;

/**
 * Auto-configuration of {@link SsePresence}: of this node, or in a cluster of all.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { SseAutoConfiguration.class, SseRedisAutoConfiguration.class })
public final class SsePresenceAutoConfiguration implements AopInfrastructureBean {

	@Bean
	@ConditionalOnBean(HubStreams.class)
	@ConditionalOnMissingBean(PresenceStore.class)
	LocalPresenceStore ssePresenceStore() {
		return new LocalPresenceStore();
	}

	@Bean
	@ConditionalOnBean(HubStreams.class)
	@ConditionalOnMissingBean
	PresenceThread ssePresenceThread(PresenceStore store, SseProperties properties,
			ObjectProvider<SsePresenceListener> listeners) {
		return new PresenceThread(store, properties.presence().grace(),
				SingletonSupplier.of(() -> listeners.orderedStream().toList()));
	}

	// On a node of a cluster that has no streams, too
	@Bean
	@ConditionalOnBean(PresenceStore.class)
	@ConditionalOnMissingBean(SsePresence.class)
	DefaultSsePresence ssePresence(PresenceStore store) {
		return new DefaultSsePresence(store);
	}

}
