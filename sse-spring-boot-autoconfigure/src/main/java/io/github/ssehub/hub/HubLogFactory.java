package io.github.ssehub.hub;

import io.github.ssehub.log.LogSettings;

/**
 * Creates what a hub keeps its events in, where it is not alone.
 */
@FunctionalInterface
public interface HubLogFactory {

	/**
	 * Create the log of a hub.
	 * @param settings how much to keep
	 * @return the log
	 */
	HubLog create(LogSettings settings);

}
