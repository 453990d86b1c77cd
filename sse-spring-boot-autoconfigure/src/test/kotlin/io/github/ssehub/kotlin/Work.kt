package io.github.ssehub.kotlin

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay

/**
 * What the recipes wait for.
 */
class Work {

	val cancellations = AtomicInteger()

	val counted = AtomicInteger()

	private val steps = Channel<Unit>(Channel.UNLIMITED)

	fun finishStep() {
		steps.trySend(Unit)
	}

	suspend fun next() {
		try {
			steps.receive()
		} catch (ex: CancellationException) {
			cancellations.incrementAndGet()
			throw ex
		}
	}

	// On another thread than that of the request from then on
	suspend fun nameOf(customer: String): String {
		delay(5)
		return "Name of $customer"
	}

	fun count(text: String): String {
		counted.incrementAndGet()
		return text
	}

}
