package io.github.ssehub.web;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a view writes, and nothing else that it does.
 */
final class ViewResponse extends HttpServletResponseWrapper {

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private final PrintWriter writer = new PrintWriter(new OutputStreamWriter(this.body, StandardCharsets.UTF_8));

	private final Locale locale;

	private @Nullable String contentType;

	ViewResponse(Locale locale) {
		super(NullObjects.of(HttpServletResponse.class));
		this.locale = locale;
	}

	byte[] body() {
		this.writer.flush();
		return this.body.toByteArray();
	}

	@Override
	public PrintWriter getWriter() {
		return this.writer;
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return new BodyStream();
	}

	@Override
	public String getCharacterEncoding() {
		return StandardCharsets.UTF_8.name();
	}

	@Override
	public @Nullable String getContentType() {
		return this.contentType;
	}

	@Override
	public void setContentType(@Nullable String type) {
		this.contentType = type;
	}

	@Override
	public int getStatus() {
		return SC_OK;
	}

	@Override
	public Locale getLocale() {
		return this.locale;
	}

	@Override
	public String encodeURL(String url) {
		return url;
	}

	@Override
	public String encodeRedirectURL(String url) {
		return url;
	}

	// What is written is no page, and would be sent to clients

	@Override
	public void sendError(int status) {
		throw new IllegalStateException("View answers with status " + status);
	}

	@Override
	public void sendError(int status, String message) {
		sendError(status);
	}

	@Override
	public void sendRedirect(String location) {
		throw new IllegalStateException("View redirects");
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) {
		sendRedirect(location);
	}

	private final class BodyStream extends ServletOutputStream {

		@Override
		public void write(int b) {
			ViewResponse.this.body.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			ViewResponse.this.body.write(bytes, offset, length);
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new IllegalStateException("View is rendered on the thread that publishes");
		}

	}

}
