package io.github.ssehub.sample;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * A text that nobody wrote, token by token, as a language model would offer it: each one
 * takes its time, and most begin with a space. One prompt always leads to one text.
 */
final class MadeUpText implements Iterator<String> {

	private static final String[] WORDS = ("the a one each every stream event room token client server browser page loop "
			+ "byte line id answer question reader writer socket thread queue log heartbeat gap never often quickly "
			+ "quietly waits ends reads writes sends finds keeps forgets resumes stops begins arrives again once "
			+ "and or because while until before after without with over under small large slow fast green")
		.split(" ");

	private static final int SHORTEST_SENTENCE = 5;

	private static final int LONGEST_SENTENCE = 14;

	private final int tokens;

	private final Duration delay;

	private final Random random;

	// Mutable state
	private int count;

	private int leftInSentence;

	MadeUpText(String prompt, int tokens, Duration delay) {
		this.tokens = tokens;
		this.delay = delay;
		this.random = new Random(prompt.hashCode());
	}

	@Override
	public boolean hasNext() {
		return this.count < this.tokens;
	}

	@Override
	public String next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		think();
		String space = (this.count++ > 0) ? " " : "";
		String word = WORDS[this.random.nextInt(WORDS.length)];
		if (this.leftInSentence == 0) {
			this.leftInSentence = this.random.nextInt(SHORTEST_SENTENCE, LONGEST_SENTENCE);
			return space + Character.toUpperCase(word.charAt(0)) + word.substring(1);
		}
		return space + word + ((--this.leftInSentence == 0 || !hasNext()) ? "." : "");
	}

	// Whoever stops the stream interrupts this
	private void think() {
		try {
			Thread.sleep(this.delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Stopped", ex);
		}
	}

}
