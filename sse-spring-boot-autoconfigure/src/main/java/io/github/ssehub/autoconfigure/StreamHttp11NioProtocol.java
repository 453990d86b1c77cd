package io.github.ssehub.autoconfigure;

import java.util.Enumeration;

import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import io.github.ssehub.web.LeavingThread;

/**
 * Protocol of a Tomcat connector that lets event loops write only when no thread of
 * Tomcat is in the request. Not API: public because Tomcat creates it by its name.
 */
public class StreamHttp11NioProtocol extends Http11NioProtocol {

	// Mutable state while the connector is configured
	private int desiredBufferSize = super.getDesiredBufferSize();

	/**
	 * Create a new {@link StreamHttp11NioProtocol} instance.
	 */
	public StreamHttp11NioProtocol() {
		getEndpoint().setHandler(new LeavingHandler(getHandler()));
	}

	/**
	 * Return the size of the buffer between a servlet and HTTP.
	 * @return the size in bytes, negative for that of Tomcat
	 */
	@Override
	public int getDesiredBufferSize() {
		return this.desiredBufferSize;
	}

	void setDesiredBufferSize(int size) {
		this.desiredBufferSize = size;
	}

	/**
	 * Return whether a response is to be compressed. One that says that it must not be
	 * transformed is not, as a stream does: an encoder for each would cost more memory
	 * than all else of it. HTTP/2 asks here, too.
	 * @param request the request
	 * @param response the response, which is about to be committed
	 * @return whether to compress it
	 */
	@Override
	public boolean useCompression(Request request, Response response) {
		return !isStream(response) && super.useCompression(request, response);
	}

	private static boolean isStream(Response response) {
		String contentType = response.getContentType();
		return contentType != null && contentType.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE)
				&& isNotToBeTransformed(response.getMimeHeaders().values(HttpHeaders.CACHE_CONTROL));
	}

	private static boolean isNotToBeTransformed(Enumeration<String> values) {
		while (values.hasMoreElements()) {
			if (values.nextElement().contains("no-transform")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Surrounds all that a thread does for the event of a socket.
	 */
	private static final class LeavingHandler implements AbstractEndpoint.Handler<NioChannel> {

		private final AbstractEndpoint.Handler<NioChannel> handler;

		LeavingHandler(AbstractEndpoint.Handler<NioChannel> handler) {
			this.handler = handler;
		}

		@Override
		public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent status) {
			return LeavingThread.leaveAfter(() -> this.handler.process(socket, status));
		}

		@Override
		public Object getGlobal() {
			return this.handler.getGlobal();
		}

		@Override
		public void release(SocketWrapperBase<NioChannel> socketWrapper) {
			this.handler.release(socketWrapper);
		}

		@Override
		public void pause() {
			this.handler.pause();
		}

		@Override
		public void recycle() {
			this.handler.recycle();
		}

	}

}
