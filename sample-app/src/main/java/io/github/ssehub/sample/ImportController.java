package io.github.ssehub.sample;

import java.time.Duration;
import java.util.stream.Stream;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.ssehub.SseEndpoint;
import io.github.ssehub.SseEvent;
import io.github.ssehub.SseStream;

/**
 * An import that blocks a thread, and tells how far it has come. It goes on without the
 * client that started it, who gets the newest progress when it comes back.
 */
@RestController
class ImportController {

	private static final Duration KEEP = Duration.ofMinutes(1);

	private static final Duration BATCH_TIME = Duration.ofMillis(20);

	private static final int BATCHES = 100;

	private static final int MAX_ROWS = 10_000_000;

	@SseEndpoint("/import")
	SseStream<Progress> importRows(@RequestParam(defaultValue = "100000") int rows) {
		Assert.isTrue(rows >= 1 && rows <= MAX_ROWS, "'rows' must be from 1 to 10000000");
		int batch = Math.max(1, rows / BATCHES);
		Stream<Progress> batches = Stream.iterate(0, (done) -> done < rows, (done) -> done + batch)
			.map((done) -> importBatch(done, Math.min(rows, done + batch), rows));
		return SseStream.from(batches)
			.aggregator((earlier, later) -> later)
			.doneEvent(SseEvent.of("done", new Progress(rows, rows)))
			.detached(KEEP);
	}

	// In the place of a database
	private Progress importBatch(int from, int to, int total) {
		try {
			Thread.sleep(BATCH_TIME.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Stopped after row " + from, ex);
		}
		return new Progress(to, total);
	}

	@ExceptionHandler
	ProblemDetail handle(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	/**
	 * How far an import has come.
	 *
	 * @param done the rows that are imported
	 * @param total the rows that there are
	 */
	record Progress(int done, int total) {

	}

}
