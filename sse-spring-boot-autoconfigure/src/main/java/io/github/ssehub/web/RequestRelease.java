package io.github.ssehub.web;

/**
 * Gives back what a request holds and a stream must not hold, such as a connection of a
 * pool. Not API.
 */
@FunctionalInterface
public interface RequestRelease {

	/**
	 * Release what is bound to the current thread. Called on the thread of the request,
	 * after the controller method and whatever it gave to be called at the opening, and
	 * before anything of the request may be used by another thread. Must not throw.
	 */
	void release();

}
