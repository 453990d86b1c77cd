package io.github.ssehub.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.ssehub.SsePublishUncertainException;
import io.github.ssehub.redis.TestCluster.Node;
import io.github.ssehub.redis.TestCluster.TestStream;
import io.github.ssehub.support.RedisSentinel;
import io.github.ssehub.support.RedisServer;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A node connects as Spring Boot has been configured to.
 */
@Tag("long")
class ConfiguredConnectionTests {

	private static final String PASSWORD = "secret";

	private final TestCluster cluster = new TestCluster();

	@Test
	void shouldConnectAsAUserWithAPassword() throws IOException {
		try (RedisServer redis = RedisServer.start()) {
			redis.command("ACL", "SETUSER", "shop", "on", ">" + PASSWORD, "~{sse:shop}:*", "+@all");
			redis.command("ACL", "SETUSER", "default", "off");
			Node node = this.cluster.start(TestServer.Kind.TOMCAT, redis, "spring.data.redis.username=shop",
					"spring.data.redis.password=" + PASSWORD);
			assertThatEventArrives(node);
		}
		finally {
			this.cluster.close();
		}
	}

	@Test
	void shouldConnectWithTls(@TempDir Path folder) throws Exception {
		Path keys = createKeys(folder);
		try (RedisServer redis = RedisServer.start();
				SwitchingProxy proxy = new SwitchingProxy(redis.port(), tls(keys).getServerSocketFactory())) {
			Node node = this.cluster.start(TestServer.Kind.TOMCAT, proxy.port(), "spring.data.redis.ssl.bundle=redis",
					"spring.data.redis.host=localhost", "spring.ssl.bundle.jks.redis.truststore.type=PKCS12",
					"spring.ssl.bundle.jks.redis.truststore.location=" + keys.toUri(),
					"spring.ssl.bundle.jks.redis.truststore.password=" + PASSWORD);
			assertThatEventArrives(node);
		}
		finally {
			this.cluster.close();
		}
	}

	// A certificate for localhost, and its key
	private static Path createKeys(Path folder) throws IOException, InterruptedException {
		Path keys = folder.resolve("keys.p12");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", keys.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		return keys;
	}

	private static SSLContext tls(Path keys) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keys)) {
			store.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(store, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context;
	}

	// The replica has what was acknowledged, since publishers wait for it
	@Test
	void shouldFollowSentinelToTheReplicaThatIsPromoted() throws IOException {
		try (RedisServer primary = RedisServer.start();
				RedisServer replica = RedisServer.startReplicaOf(primary);
				RedisSentinel sentinel = RedisSentinel.watch(primary)) {
			Node node = this.cluster.start(TestServer.Kind.TOMCAT, primary,
					"spring.data.redis.sentinel.master=" + RedisSentinel.MASTER,
					"spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port(), "sse.cluster.wait-replicas=1");
			node.awaitUp();
			try (TestStream stream = node.open("room")) {
				node.hub().broadcast("room", "before");
				primary.kill();
				this.cluster.awaitDown();
				await().atMost(Duration.ofSeconds(60)).until(() -> node.journal().status().up());
				assertThat(replica.command("ROLE")).startsWith("master");
				assertThatExceptionOfType(SsePublishUncertainException.class).as("There is no replica left")
					.isThrownBy(() -> node.hub().broadcast("room", "after"));
				assertThat(stream.readUpTo("after")).containsExactly("before", "after");
			}
		}
		finally {
			this.cluster.close();
		}
	}

	private static void assertThatEventArrives(Node node) throws IOException {
		node.awaitUp();
		try (TestStream stream = node.open("room")) {
			node.hub().broadcast("room", "event");
			assertThat(stream.readUpTo("event")).containsExactly("event");
		}
	}

}
