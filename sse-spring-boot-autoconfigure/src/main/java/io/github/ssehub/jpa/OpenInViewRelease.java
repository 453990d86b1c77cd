package io.github.ssehub.jpa;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import jakarta.persistence.EntityManager;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.github.ssehub.web.RequestRelease;

/**
 * Gives back the connection of the {@code EntityManager} that is open in view. Spring has
 * Hibernate keep the connection of its first query until it is closed, which for a stream
 * is at its end. The session stays open and takes a connection again when it needs one.
 * Thread-safe.
 */
public final class OpenInViewRelease
		implements RequestRelease, ApplicationListener<ContextRefreshedEvent>, AopInfrastructureBean {

	private static final Log logger = LogFactory.getLog(OpenInViewRelease.class);

	private final BooleanSupplier openInView;

	// Mutable state
	private final AtomicBoolean told = new AtomicBoolean();

	/**
	 * Create a new {@link OpenInViewRelease} instance.
	 * @param openInView tells whether an {@code EntityManager} is open in view and there
	 * are endpoints; asked once the application context is complete
	 */
	public OpenInViewRelease(BooleanSupplier openInView) {
		this.openInView = openInView;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (this.openInView.getAsBoolean()) {
			tellOnce();
		}
	}

	// Also with the first stream: not all ways to open one are known before
	private void tellOnce() {
		if (this.told.compareAndSet(false, true)) {
			logger.warn("An EntityManager is open in view (spring.jpa.open-in-view), and there are event streams: "
					+ "each keeps an EntityManager, with all that its request has loaded, for as long as it is open. "
					+ "Its database connection is released when the stream opens. "
					+ "Set spring.jpa.open-in-view to false, and read in transactions what streams need");
		}
	}

	@Override
	public void release() {
		for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
			if (resource instanceof EntityManagerHolder holder) {
				release(holder);
			}
		}
	}

	private void release(EntityManagerHolder holder) {
		try {
			EntityManager entityManager = holder.getEntityManager();
			if (entityManager.isOpen() && release(entityManager.unwrap(SharedSessionContractImplementor.class))) {
				tellOnce();
			}
		}
		catch (RuntimeException ex) {
			// Of another provider, or of a connection that is broken
			logger.debug("Connection of an EntityManager cannot be released", ex);
		}
	}

	private boolean release(SharedSessionContractImplementor session) {
		LogicalConnectionImplementor connection = session.getJdbcCoordinator().getLogicalConnection();
		if (!connection.isPhysicallyConnected() || session.isTransactionInProgress()) {
			return false;
		}
		// A result that is yet to be read: the source of a stream for one caller
		if (connection.getResourceRegistry().hasRegisteredResources()) {
			return false;
		}
		connection.manualDisconnect();
		return true;
	}

}
