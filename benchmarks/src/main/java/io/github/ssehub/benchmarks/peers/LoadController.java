package io.github.ssehub.benchmarks.peers;

import java.time.Duration;
import java.util.function.Consumer;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.benchmarks.driver.PacedLoad;

/**
 * Publishes from within a server, as its application does.
 */
@RestController
class LoadController {

	private final Consumer<String> publisher;

	LoadController(Consumer<String> publisher) {
		this.publisher = publisher;
	}

	@GetMapping("/run")
	int run(@RequestParam int seconds, @RequestParam int size, @RequestParam int rate, @RequestParam int threads) {
		return new PacedLoad(Duration.ofSeconds(seconds), size, rate, threads).run(() -> this.publisher);
	}

}
