package io.github.ssehub.source;

import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;

/**
 * Makes a publisher of each kind of source. Thread-safe.
 */
public final class ElementSources {

	private static final Log logger = LogFactory.getLog(ElementSources.class);

	private final Executor executor;

	/**
	 * Create a new {@link ElementSources} instance.
	 * @param executor has the threads that may block in iterators and streams
	 */
	public ElementSources(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Return whether values of a type are sources.
	 * @param type the type
	 * @return whether they are
	 */
	public static boolean isSource(Class<?> type) {
		return Publisher.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type)
				|| BaseStream.class.isAssignableFrom(type) || Iterable.class.isAssignableFrom(type)
				|| Iterator.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	@SuppressWarnings("unchecked")
	Publisher<Object> toPublisher(Object source) {
		if (source instanceof Publisher<?> publisher) {
			return (Publisher<Object>) publisher;
		}
		if (source instanceof Flow.Publisher<?> publisher) {
			return (Publisher<Object>) FlowAdapters.toPublisher(publisher);
		}
		if (source instanceof BaseStream<?, ?> stream) {
			return pull(stream::iterator, source);
		}
		if (source instanceof Iterator<?> iterator) {
			return pull(() -> iterator, source);
		}
		if (source instanceof Iterable<?> iterable) {
			return pull(iterable::iterator, source);
		}
		if (source instanceof CompletionStage<?> stage) {
			return new StagePublisher(stage);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(source.getClass());
		Assert.isTrue(adapter != null, () -> source.getClass().getName() + " is not a source of elements");
		return adapter.toPublisher(source);
	}

	private Publisher<Object> pull(PullSubscription.Source source, Object owner) {
		return (subscriber) -> new PullSubscription(source, owner, subscriber, this.executor).subscribe();
	}

	// Nobody will subscribe to it
	static void discard(Object source) {
		if (source instanceof CompletionStage<?> stage) {
			StagePublisher.cancel(stage);
		}
		else {
			close(source);
		}
	}

	// A stream, or an iterator over a file, say
	static void close(Object source) {
		if (source instanceof AutoCloseable closeable
				&& (source instanceof BaseStream || source instanceof Iterator || source instanceof Iterable)) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				logger.warn("Source of an event stream did not close", ex);
			}
		}
	}

}
