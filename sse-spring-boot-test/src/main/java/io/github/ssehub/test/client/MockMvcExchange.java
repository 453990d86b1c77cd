package io.github.ssehub.test.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

import io.github.ssehub.test.client.Received.State;

/**
 * An exchange with MockMvc, which has neither a connection nor a thread that tells of
 * what is written.
 */
final class MockMvcExchange implements SseTestExchange {

	private final MockMvc mvc;

	private final Received received;

	// Guarded by this, but for what does not change with a dispatch: request and response
	private volatile MvcResult result;

	private int taken;

	private boolean finished;

	MockMvcExchange(MockMvc mvc, Received received, MvcResult result) {
		this.mvc = mvc;
		this.received = received;
		this.result = result;
	}

	// A source may have its stream opened by another thread
	void awaitHeaders(Duration timeout) throws InterruptedException, TimeoutException {
		long end = System.nanoTime() + timeout.toNanos();
		while (!response().isCommitted() && !hasEnded()) {
			if (System.nanoTime() - end > 0) {
				close();
				throw new TimeoutException("the request is asynchronous and not answered");
			}
			TimeUnit.MILLISECONDS.sleep(2);
		}
	}

	@Override
	public int status() {
		return response().getStatus();
	}

	@Override
	public HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		for (String name : response().getHeaderNames()) {
			headers.addAll(name, response().getHeaders(name));
		}
		return headers;
	}

	@Override
	public synchronized void poll() {
		// Before what has been written is looked at, which is all then
		boolean ended = hasEnded();
		byte[] content = response().getContentAsByteArray();
		if (content.length > this.taken) {
			this.received.add(content, this.taken, content.length - this.taken);
			this.taken = content.length;
		}
		if (ended) {
			this.received.end(State.ENDED, "");
		}
	}

	// The result may be an error, the end of a stream, or that a source has begun, upon
	// which the request is asynchronous once more
	private synchronized boolean hasEnded() {
		while (!this.finished) {
			if (!this.result.getRequest().isAsyncStarted()) {
				this.finished = true;
			}
			else if (hasResult()) {
				dispatch();
			}
			else {
				return false;
			}
		}
		return true;
	}

	private boolean hasResult() {
		try {
			this.result.getAsyncResult(0);
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	// As a container does
	private void dispatch() {
		try {
			this.result = this.mvc.perform(MockMvcRequestBuilders.asyncDispatch(this.result)).andReturn();
		}
		catch (Exception ex) {
			this.finished = true;
			this.received.end(State.BROKEN, ex.toString());
		}
	}

	@Override
	public boolean isPolled() {
		return true;
	}

	@Override
	public void stall() {
		throw new UnsupportedOperationException("MockMvc has no connection that could stall: it takes a server");
	}

	@Override
	public void proceed() {
		throw new UnsupportedOperationException("MockMvc has no connection that could stall: it takes a server");
	}

	// As a container tells of a connection that is broken
	@Override
	public void cut() {
		poll();
		this.received.end(State.CLOSED, "");
		MockAsyncContext context = openContext();
		if (context == null) {
			return;
		}
		IOException failure = new IOException("Broken pipe");
		for (AsyncListener listener : List.copyOf(context.getListeners())) {
			try {
				listener.onError(new AsyncEvent(context, this.result.getRequest(), response(), failure));
			}
			catch (IOException ex) {
				throw new IllegalStateException("Listener of the request has failed", ex);
			}
		}
		if (this.result.getRequest().isAsyncStarted()) {
			context.complete();
		}
	}

	private synchronized @Nullable MockAsyncContext openContext() {
		if (this.finished || !this.result.getRequest().isAsyncStarted()) {
			return null;
		}
		this.finished = true;
		return (MockAsyncContext) this.result.getRequest().getAsyncContext();
	}

	private MockHttpServletResponse response() {
		return this.result.getResponse();
	}

	@Override
	public void close() {
		cut();
	}

}
