package io.github.ssehub;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A {@link ServerResponse} that is an event stream, for the functional routes of Spring
 * MVC: <pre class="code">
 * route().GET("/news", (request) -&gt; SseServerResponse.of(hub.open(SseSubscription.to("news"))))
 * </pre>
 * <p>
 * Immutable. A response is for one request, as its emitter is.
 *
 * @since 0.1.0
 * @see SseHub#open
 */
public final class SseServerResponse implements ServerResponse {

	// Looked at for nothing but entities and publishers
	private static final MethodParameter RETURN_TYPE = returnType();

	private final SseEmitter emitter;

	private final HttpHeaders headers;

	private SseServerResponse(SseEmitter emitter, HttpHeaders headers) {
		this.emitter = emitter;
		this.headers = headers;
	}

	/**
	 * Create a response that is the stream of an emitter.
	 * @param emitter the emitter, as {@link SseHub#open} returns it
	 * @return the response
	 */
	public static SseServerResponse of(SseEmitter emitter) {
		Assert.notNull(emitter, "'emitter' must not be null");
		return new SseServerResponse(emitter, new HttpHeaders());
	}

	/**
	 * Return a response with another header. {@code Content-Type} and
	 * {@code Cache-Control} are those of event streams.
	 * @param name the name of the header
	 * @param values its values
	 * @return the response
	 */
	public SseServerResponse header(String name, String... values) {
		HttpHeaders all = new HttpHeaders();
		all.addAll(this.headers);
		all.addAll(name, List.of(values));
		return new SseServerResponse(this.emitter, all);
	}

	@Override
	public HttpStatusCode statusCode() {
		return HttpStatus.OK;
	}

	@Override
	public HttpHeaders headers() {
		return HttpHeaders.readOnlyHttpHeaders(this.headers);
	}

	@Override
	public MultiValueMap<String, Cookie> cookies() {
		return new LinkedMultiValueMap<>();
	}

	@Override
	public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
			throws ServletException, IOException {
		this.headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
		try {
			new ResponseBodyEmitterReturnValueHandler(context.messageConverters()).handleReturnValue(this.emitter,
					RETURN_TYPE, new ModelAndViewContainer(), new ServletWebRequest(request, response));
		}
		catch (IOException | ServletException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ServletException(ex);
		}
		return null;
	}

	private static MethodParameter returnType() {
		return new MethodParameter(ClassUtils.getMethod(SseHub.class, "open", SseSubscription.class), -1);
	}

}
