package io.github.ssehub.source;

/**
 * Part of what a thread knows of its caller: captured on one thread, for tasks on others.
 * Immutable.
 */
interface ContextPart {

	/**
	 * Run a task that knows of the caller, and leave the thread as it was.
	 * @param task the task
	 */
	void run(Runnable task);

	/**
	 * Add it to a context of Reactor. Only called where Reactor is present.
	 * @param context the context
	 * @return a context with all of the given one
	 */
	default Object addTo(Object context) {
		return context;
	}

}
