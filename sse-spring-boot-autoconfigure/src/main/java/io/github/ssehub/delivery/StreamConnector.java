package io.github.ssehub.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletOutputStream;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Connects streams to servlet responses. Thread-safe.
 */
public final class StreamConnector {

	private static final Log logger = LogFactory.getLog(StreamConnector.class);

	// Before, a thread that waits in the container pins its carrier (JEP 491)
	private static final int VIRTUAL_THREADS_SINCE = 24;

	private static final String THREAD_NAME_PREFIX = "sse-write-";

	private final Executor executor = createExecutor();

	private static Executor createExecutor() {
		if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
			return new VirtualThreadTaskExecutor(THREAD_NAME_PREFIX);
		}
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory(THREAD_NAME_PREFIX);
		threadFactory.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threadFactory);
	}

	/**
	 * Connect a stream to the response of its request, on the request thread, once the
	 * request is asynchronous.
	 * @param stream the stream
	 * @param out the output of the response, as the framework and its filters see it
	 * @param exchange ends the response
	 * @param opening the first block
	 */
	public void connect(EventStream stream, ServletOutputStream out, StreamExchange exchange, byte[] opening) {
		Sink sink = createSink(stream, out);
		boolean written = sink.begin(opening);
		stream.attach(sink, exchange, written ? null : opening);
	}

	private Sink createSink(EventStream stream, ServletOutputStream out) {
		ServletSink sink = new ServletSink(out, stream);
		try {
			out.setWriteListener(sink);
			return sink;
		}
		catch (UnsupportedOperationException | IllegalStateException ex) {
			logger.debug(LogMessage.format("Response without non-blocking output: %s", ex));
			return new BlockingSink(out, stream, this.executor);
		}
	}

}
