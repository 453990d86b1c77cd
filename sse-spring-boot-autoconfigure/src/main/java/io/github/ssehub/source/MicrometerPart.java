package io.github.ssehub.source;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * All that accessors are registered for with Micrometer, such as the observation of the
 * request. Needs its context propagation on the class path.
 */
final class MicrometerPart implements ContextPart {

	// What the caller has not must not be seen either
	private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().clearMissing(true).build();

	private final ContextSnapshot snapshot;

	private MicrometerPart(ContextSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	static MicrometerPart capture() {
		return new MicrometerPart(FACTORY.captureAll());
	}

	@Override
	public void run(Runnable task) {
		try (ContextSnapshot.Scope scope = this.snapshot.setThreadLocals()) {
			task.run();
		}
	}

	@Override
	public Object addTo(Object context) {
		return this.snapshot.updateContext(context);
	}

}
