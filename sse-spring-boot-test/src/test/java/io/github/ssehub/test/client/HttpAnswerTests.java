package io.github.ssehub.test.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class HttpAnswerTests {

	@Test
	void shouldReadChunks() throws IOException {
		HttpAnswer answer = answer("""
				HTTP/1.1 200 OK
				Content-Type: text/event-stream
				transfer-encoding: CHUNKED

				5;name=value
				hello
				10
				 world, 16 bytes
				0

				""", false);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers().getFirst("content-type")).isEqualTo("text/event-stream");
		assertThat(body(answer)).isEqualTo("hello world, 16 bytes");
	}

	@Test
	void shouldReadAsLongAsItIs() throws IOException {
		assertThat(body(answer("HTTP/1.1 404\nContent-Length: 3\n\nabcdef", false))).isEqualTo("abc");
		assertThat(body(answer("HTTP/1.0 200 OK\n\nabcdef", false))).isEqualTo("abcdef");
		assertThat(body(answer("HTTP/1.1 204 No Content\n\nabcdef", false))).isEmpty();
		assertThat(body(answer("HTTP/1.1 200 OK\nContent-Length: 3\n\n", true))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 9\n\nabc", "Transfer-Encoding: chunked\n\n9\nabc",
			"Transfer-Encoding: chunked\n\n3\nabc" })
	void shouldTellThatItIsCutOff(String rest) throws IOException {
		HttpAnswer answer = answer("HTTP/1.1 200 OK\n" + rest, false);
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> body(answer));
	}

	@Test
	void shouldRefuseWhatIsNoAnswer() {
		assertThatIOException().isThrownBy(() -> answer("SSH-2.0-x\n\n", false)).withMessageContaining("SSH-2.0-x");
		assertThatIOException().isThrownBy(() -> answer("", false)).withMessageContaining("without an answer");
		assertThatIOException().isThrownBy(() -> answer("HTTP/1.1 200 OK\nX: " + "x".repeat(70_000), false))
			.withMessageContaining("too long");
	}

	private static HttpAnswer answer(String text, boolean head) throws IOException {
		byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
		return new HttpAnswer(new ByteArrayInputStream(bytes), head);
	}

	private static String body(HttpAnswer answer) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		byte[] buffer = new byte[4];
		for (int count = answer.read(buffer, 4); count >= 0; count = answer.read(buffer, 4)) {
			body.write(buffer, 0, count);
		}
		return body.toString(StandardCharsets.UTF_8);
	}

}
