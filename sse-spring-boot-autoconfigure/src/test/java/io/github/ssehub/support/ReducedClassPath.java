package io.github.ssehub.support;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * Loads everything anew, as in an application that lacks some jars.
 */
public final class ReducedClassPath extends URLClassLoader {

	private ReducedClassPath(URL[] urls) {
		super(urls, ClassLoader.getPlatformClassLoader());
	}

	public static ReducedClassPath without(String... jars) {
		return new ReducedClassPath(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Arrays.stream(jars).noneMatch(Path.of(entry).getFileName().toString()::startsWith))
			.map(ReducedClassPath::url)
			.toArray(URL[]::new));
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Run a program with this class path.
	 * @param program a public class with a public constructor
	 * @return what it returns, of a type of the JDK
	 * @throws Exception what it throws
	 */
	public Object run(Class<? extends Callable<?>> program) throws Exception {
		Class<?> loaded = loadClass(program.getName());
		if (loaded == program) {
			throw new IllegalStateException("Not loaded anew");
		}
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// For what looks for services
		thread.setContextClassLoader(this);
		try {
			return ((Callable<?>) loaded.getDeclaredConstructor().newInstance()).call();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

}
