package io.github.ssehub.web;

/**
 * Thrown at start-up if Spring MVC would not serve streams, since what serves them is
 * missing from one of its handler adapters.
 */
public final class UnusableHandlerAdapterException extends RuntimeException {

	private final String action;

	UnusableHandlerAdapterException(String problem, String action) {
		super(problem);
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
