package io.github.ssehub.web;

import io.github.ssehub.SseData;
import io.github.ssehub.SseDataSerializer;
import io.github.ssehub.SseView;

/**
 * Renders data that is a view, and leaves other data to the serializer of the
 * application. Thread-safe.
 */
public final class ViewSerializer implements SseDataSerializer {

	private final ViewRenderer renderer;

	private final SseDataSerializer others;

	/**
	 * Create a new {@link ViewSerializer} instance.
	 * @param renderer renders views
	 * @param others writes other data
	 */
	public ViewSerializer(ViewRenderer renderer, SseDataSerializer others) {
		this.renderer = renderer;
		this.others = others;
	}

	@Override
	public byte[] serialize(SseData data) {
		return (data.value() instanceof SseView view) ? this.renderer.render(view) : this.others.serialize(data);
	}

}
