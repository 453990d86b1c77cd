package io.github.ssehub.delivery;

/**
 * A daemon thread that has nothing of whoever happens to start it, such as the
 * thread-locals of a request.
 */
public class DetachedThread extends Thread {

	/**
	 * Create a thread.
	 * @param target what it runs
	 * @param name its name
	 */
	public DetachedThread(Runnable target, String name) {
		super(null, target, name, 0, false);
		setDaemon(true);
		setContextClassLoader(DetachedThread.class.getClassLoader());
	}

}
