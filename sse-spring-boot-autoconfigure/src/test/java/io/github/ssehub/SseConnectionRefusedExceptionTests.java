package io.github.ssehub;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;

import static org.assertj.core.api.Assertions.assertThat;

class SseConnectionRefusedExceptionTests {

	@Test
	void shouldBeAnErrorResponse() {
		ErrorResponse response = new SseConnectionRefusedException(HttpStatus.FORBIDDEN);
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(response.getHeaders().isEmpty()).isTrue();
		assertThat(response.getBody().getStatus()).isEqualTo(403);
		assertThat(response.getBody().getTitle()).isEqualTo("Forbidden");
		assertThat(response.getBody().getDetail()).isNull();
	}

	@Test
	void shouldSayWhyAndWhatElse() {
		ErrorResponse response = new SseConnectionRefusedException(HttpStatus.UNAUTHORIZED, "Token has expired")
			.header("WWW-Authenticate", "Bearer")
			.header("WWW-Authenticate", "Basic");
		assertThat(response.getBody().getDetail()).isEqualTo("Token has expired");
		assertThat(response.getHeaders().get("WWW-Authenticate")).containsExactly("Bearer", "Basic");
	}

	@Test
	void shouldCostNoStackTrace() {
		assertThat(new SseConnectionRefusedException(HttpStatus.FORBIDDEN).getStackTrace()).isEmpty();
	}

}
