package io.github.ssehub.kotlin

import io.github.ssehub.LastEventId
import io.github.ssehub.SseConnection
import io.github.ssehub.SseEndpoint
import io.github.ssehub.SseStream
import io.github.ssehub.SseSubscription
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import org.springframework.http.HttpStatus
import org.springframework.http.ResponseEntity
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.server.ResponseStatusException

data class Step(val number: Int)

@RestController
class KotlinRecipes(private val work: Work) {

	// A stream for its caller alone: canceled when the caller goes
	@SseEndpoint("/progress")
	fun progress(): Flow<Step> = flow {
		for (number in 1..3) {
			emit(Step(number))
			work.next()
		}
	}

	// A room, which takes its time to find
	@SseEndpoint("/orders/{customer}")
	suspend fun orders(@PathVariable customer: String, connection: SseConnection): SseSubscription {
		connection.send("welcome", work.nameOf(customer))
		return SseSubscription.to("orders:$customer")
	}

	@SseEndpoint("/room/{name}")
	suspend fun room(@PathVariable name: String): String {
		work.nameOf(name)
		return name
	}

	@SseEndpoint(path = ["/unit/{name}"], rooms = ["{name}"])
	suspend fun unit(@PathVariable name: String) {
		work.nameOf(name)
	}

	@SseEndpoint("/rooms/{name}")
	suspend fun rooms(@PathVariable name: String): ResponseEntity<List<String>> =
		ResponseEntity.ok().header("Found", work.nameOf(name)).body(listOf(name))

	@SseEndpoint("/suspended-flow")
	suspend fun suspendedFlow(): Flow<Step> {
		work.nameOf("flow")
		return progress()
	}

	@SseEndpoint("/entity-of-flow")
	suspend fun entityOfFlow(): ResponseEntity<Flow<Step>> =
		ResponseEntity.ok().header("Found", work.nameOf("flow")).body(progress())

	@SseEndpoint("/sse-stream")
	suspend fun sseStream(): SseStream<Step> {
		work.nameOf("stream")
		return SseStream.fromReactive(progress())
	}

	@SseEndpoint("/left", heartbeat = "50ms")
	fun left(): Flow<Step> = progress()

	@SseEndpoint("/suspended-left", heartbeat = "50ms")
	suspend fun suspendedLeft(): Flow<Step> = suspendedFlow()

	@SseEndpoint("/many")
	fun many(): Flow<String> = flow {
		repeat(100_000) { emit("x".repeat(1000)) }
	}.map { work.count(it) }

	@SseEndpoint("/failing-flow/{after}")
	fun failingFlow(@PathVariable after: Int): Flow<Step> = flow {
		repeat(after) { emit(Step(it)) }
		throw ResponseStatusException(HttpStatus.CONFLICT)
	}

	@SseEndpoint("/failing")
	suspend fun failing(): String {
		work.nameOf("failing")
		throw ResponseStatusException(HttpStatus.CONFLICT)
	}

	// Compiles only if what may be null is, and nothing else
	@SseEndpoint("/nullness")
	suspend fun nullness(connection: SseConnection, @LastEventId last: String?): SseSubscription {
		val length: Int = connection.id().length + connection.rooms().size
		val user: String = connection.user() ?: "guest"
		val before: String = connection.lastEventId() ?: last ?: "none"
		return SseSubscription.to("nullness").attribute("user", "$user, $before, $length")
	}

}
