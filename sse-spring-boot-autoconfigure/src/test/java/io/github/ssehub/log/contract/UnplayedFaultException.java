package io.github.ssehub.log.contract;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.opentest4j.TestAbortedException;

/**
 * Thrown where a test needs a fault that is not played with an engine.
 */
final class UnplayedFaultException extends TestAbortedException {

	private static final Log logger = LogFactory.getLog(UnplayedFaultException.class);

	UnplayedFaultException(String fault) {
		super("The engine does not play '" + fault + "'");
		logger.warn(getMessage() + ": the test is skipped");
	}

}
