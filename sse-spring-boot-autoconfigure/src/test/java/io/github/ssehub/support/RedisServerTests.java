package io.github.ssehub.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class RedisServerTests {

	@Test
	void shouldKeepWhatItHasWhenItIsKilled() {
		try (RedisServer redis = RedisServer.start()) {
			redis.command("SET", "key", "value");
			redis.kill();
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> redis.command("PING"));
			redis.restart();
			assertThat(redis.command("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void shouldAnswerOnceItIsNoLongerFrozen() throws Exception {
		try (RedisServer redis = RedisServer.start()) {
			redis.freeze();
			CompletableFuture<String> reply = CompletableFuture.supplyAsync(() -> redis.command("PING"));
			assertThat(reply).failsWithin(100, TimeUnit.MILLISECONDS);
			redis.unfreeze();
			assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("PONG");
		}
	}

	@Test
	void shouldLeaveNothingBehindWhereItDoesNotStart() throws IOException {
		String option = "--no-such-option-" + UUID.randomUUID();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> RedisServer.start(option))
			.withMessageContaining(option.substring(2));
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			assertThat(files.filter((file) -> file.getFileName().toString().startsWith("redis"))
				.map((folder) -> folder.resolve("log"))
				.filter(Files::isReadable)).noneMatch((log) -> contains(log, option.substring(2)));
		}
	}

	// Others may come and go
	private static boolean contains(Path log, String text) {
		try {
			return Files.readString(log).contains(text);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void shouldFollowAnotherOne() {
		try (RedisServer primary = RedisServer.start(); RedisServer replica = RedisServer.startReplicaOf(primary)) {
			primary.command("SET", "key", "value");
			await().until(() -> replica.command("GET", "key").equals("value"));
		}
	}

}
