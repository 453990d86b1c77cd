package io.github.ssehub.web;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class StreamDispatchTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void shouldKnowTheDispatchesOfAStream() {
		StreamDispatch.mark(this.request);
		assertThat(isOfStream(DispatcherType.REQUEST)).isFalse();
		assertThat(isOfStream(DispatcherType.FORWARD)).isFalse();
		assertThat(isOfStream(DispatcherType.ASYNC)).isTrue();
	}

	// Tomcat may turn to its error page when the client of a stream is gone
	@Test
	void shouldKnowTheErrorPageOfAResponseThatHasBegun() {
		StreamDispatch.mark(this.request);
		assertThat(isOfStream(DispatcherType.ERROR)).isFalse();
		this.response.setCommitted(true);
		assertThat(isOfStream(DispatcherType.ERROR)).isTrue();
	}

	@Test
	void shouldNotTakeAnotherRequestForAStream() {
		this.response.setCommitted(true);
		assertThat(isOfStream(DispatcherType.ASYNC)).isFalse();
		assertThat(isOfStream(DispatcherType.ERROR)).isFalse();
		this.request.setAttribute(StreamDispatch.class.getName(), true);
		assertThat(isOfStream(DispatcherType.ASYNC)).isFalse();
	}

	private boolean isOfStream(DispatcherType type) {
		this.request.setDispatcherType(type);
		return StreamDispatch.is(this.request, this.response);
	}

}
