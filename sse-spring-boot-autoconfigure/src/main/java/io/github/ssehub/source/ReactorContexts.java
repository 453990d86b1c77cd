package io.github.ssehub.source;

import java.util.List;

import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * Gives a source of Reactor, which has to be on the class path, what it knows of its
 * caller: it goes with the subscription to whatever thread.
 */
final class ReactorContexts {

	private ReactorContexts() {
	}

	// Others have no context
	static Publisher<Object> add(Publisher<Object> publisher, List<ContextPart> parts) {
		return (publisher instanceof CorePublisher)
				? Flux.from(publisher).contextWrite((context) -> add(context, parts)) : publisher;
	}

	private static Context add(Context context, List<ContextPart> parts) {
		Object result = context;
		for (ContextPart part : parts) {
			result = part.addTo(result);
		}
		return (Context) result;
	}

}
