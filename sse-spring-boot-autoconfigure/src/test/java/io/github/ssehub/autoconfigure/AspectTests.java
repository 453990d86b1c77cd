package io.github.ssehub.autoconfigure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.support.SseTestClient;
import io.github.ssehub.support.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Aspects of an application that match beans of ours.
 */
class AspectTests {

	@ParameterizedTest
	@CsvSource({ "WithinController,true", "WithinController,false", "WithinPackage,true", "WithinPackage,false",
			"BeanNames,true", "BeanNames,false", "AnyMethod,true", "AnyMethod,false" })
	void shouldServeStreams(String aspect, boolean proxyTargetClass) throws Exception {
		Class<?> type = Class.forName(getClass().getName() + "$" + aspect);
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, type, "sse.endpoint.path=/sse",
				"sse.endpoint.rooms=a", "sse.server.small-buffers=true",
				"spring.aop.proxy-target-class=" + proxyTargetClass)) {
			shouldServeStreams(server, "/sse?room=a");
			shouldServeStreams(server, "/endpoint");
			assertThat(((RecordingAspect) server.bean(type)).calls).contains("ReadyMadeEndpoint.open");
		}
	}

	private static void shouldServeStreams(TestServer server, String path) throws IOException {
		try (SseTestClient client = server.open(path)) {
			assertThat(client.status()).isEqualTo(200);
			client.readBlock();
			server.hub().broadcast("a", Map.of("key", "value"));
			assertThat(client.readData()).isEqualTo("{\"key\":\"value\"}");
		}
		server.closeStreams();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldLetAspectsSeeWhatIsPublished(boolean proxyTargetClass) {
		try (TestServer server = TestServer.start(TestServer.Kind.TOMCAT, OfHub.class,
				"spring.aop.proxy-target-class=" + proxyTargetClass)) {
			server.hub().broadcast(List.of("a"), SseEvent.of("hello"));
			assertThat(AopUtils.isAopProxy(server.hub())).isTrue();
			assertThat(server.bean(OfHub.class).calls).contains("DefaultSseHub.broadcast");
		}
	}

	abstract static class RecordingAspect {

		final List<String> calls = new CopyOnWriteArrayList<>();

		Object record(ProceedingJoinPoint call) throws Throwable {
			this.calls.add(call.getTarget().getClass().getSimpleName() + "." + call.getSignature().getName());
			return call.proceed();
		}

	}

	@Aspect
	@Import(Endpoint.class)
	static class WithinController extends RecordingAspect {

		@Around("@within(org.springframework.stereotype.Controller)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return record(call);
		}

	}

	@Aspect
	@Import(Endpoint.class)
	static class WithinPackage extends RecordingAspect {

		@Around("within(io.github.ssehub..*)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return record(call);
		}

	}

	@Aspect
	@Import(Endpoint.class)
	static class BeanNames extends RecordingAspect {

		@Around("bean(sse*) || bean(io.github.ssehub*)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return record(call);
		}

	}

	@Aspect
	@Import(Endpoint.class)
	static class AnyMethod extends RecordingAspect {

		@Around("execution(* *(..)) && within(io.github.ssehub..*)")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return record(call);
		}

	}

	@Aspect
	static class OfHub extends RecordingAspect {

		@Around("execution(* io.github.ssehub.SseHub.*(..))")
		Object around(ProceedingJoinPoint call) throws Throwable {
			return record(call);
		}

	}

	@RestController
	static class Endpoint {

		@SseEndpoint(path = "/endpoint", rooms = "a")
		void open() {
		}

	}

}
