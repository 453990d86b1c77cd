package io.github.ssehub.benchmarks.driver;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResponseDecoder}.
 */
class ResponseDecoderTests {

	private final StringBuilder body = new StringBuilder();

	private final ResponseDecoder decoder = new ResponseDecoder(
			(bytes, from, to) -> this.body.append(new String(bytes, from, to - from, StandardCharsets.US_ASCII)));

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 1000 })
	void shouldDecodeChunksHoweverTheyAreCut(int cut) {
		decode("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n1\r\n!\r\n", cut);
		assertThat(this.body).hasToString("hello world!");
		assertThat(this.decoder.status()).isEqualTo(200);
		assertThat(this.decoder.chunks()).isEqualTo(2);
		assertThat(this.decoder.responses()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 1000 })
	void shouldDecodeOneResponseAfterTheOther(int cut) {
		decode("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok", cut);
		decode("HTTP/1.1 204 No Content\r\n\r\n", cut);
		decode("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n!\r\n0\r\n\r\n", cut);
		assertThat(this.body).hasToString("ok!");
		assertThat(this.decoder.responses()).isEqualTo(3);
		assertThat(this.decoder.status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 1000 })
	void shouldReadToTheEndWithoutALength(int cut) {
		decode("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n: hi\n\ndata: x\n\n", cut);
		assertThat(this.body).hasToString(": hi\n\ndata: x\n\n");
		assertThat(this.decoder.responses()).isZero();
	}

	private void decode(String text, int cut) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		Stream.iterate(0, (from) -> from < bytes.length, (from) -> from + cut)
			.forEach((from) -> this.decoder.decode(bytes, from, Math.min(bytes.length, from + cut)));
	}

}
