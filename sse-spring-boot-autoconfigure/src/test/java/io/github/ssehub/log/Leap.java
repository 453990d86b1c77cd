package io.github.ssehub.log;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Sequences that leap, as those of a log on another machine do. Tests speak of the first,
 * second and third sequence; with {@code -Dsse.test.leap=true} these are 36, 72 and 108,
 * so that their ids differ by a digit at the end.
 */
public final class Leap {

	private static final int STEP = Boolean.getBoolean("sse.test.leap") ? 36 : 1;

	/**
	 * How much longer ids are than their numbers.
	 */
	public static final int DIGITS = (STEP == 1) ? 0 : 1;

	private static final Pattern ID = Pattern.compile("\\be-(0|[1-9a-z][0-9a-z]*)");

	private Leap() {
	}

	/**
	 * Create a journal whose sequences leap.
	 * @param nanoClock the clock
	 * @param maxWait how long publishers wait
	 * @return the journal
	 */
	public static LogJournal journal(LongSupplier nanoClock, Duration maxWait) {
		return new LocalJournal(nanoClock, maxWait, Leap::next);
	}

	/**
	 * Create a journal whose sequences follow each other as a test says.
	 * @param nanoClock the clock
	 * @param maxWait how long publishers wait
	 * @param next gives the sequence that follows the head
	 * @return the journal
	 */
	public static LogJournal journal(LongSupplier nanoClock, Duration maxWait, LongUnaryOperator next) {
		return new LocalJournal(nanoClock, maxWait, next);
	}

	/**
	 * Create sequences that leap at random, mostly by little.
	 * @param random decides
	 * @return what follows a sequence
	 */
	public static LongUnaryOperator randomly(Random random) {
		return (head) -> head + 1 + random.nextInt((random.nextInt(10) == 0) ? 1_000_000 : 40);
	}

	private static long next(long head) {
		return (head / STEP + 1) * STEP;
	}

	/**
	 * Return the sequence that a test calls by its number.
	 * @param number the number
	 * @return the sequence
	 */
	public static long to(long number) {
		return number * STEP;
	}

	/**
	 * Return the number of a sequence, or of the last one before.
	 * @param sequence the sequence
	 * @return the number
	 */
	public static long from(long sequence) {
		return (sequence == Long.MAX_VALUE) ? sequence : Math.floorDiv(sequence, STEP);
	}

	/**
	 * Return an id as the log has it.
	 * @param id the id with its number
	 * @return the id
	 */
	public static @Nullable String to(@Nullable String id) {
		return (id != null) ? replace(id, (number) -> to(number)) : null;
	}

	/**
	 * Return a text with numbers in its ids.
	 * @param text the text
	 * @return the text
	 */
	public static String from(String text) {
		return replace(text, (sequence) -> from(sequence));
	}

	private static String replace(String text, LongUnaryOperator operator) {
		return (STEP == 1) ? text : ID.matcher(text).replaceAll((match) -> replace(match, operator));
	}

	private static String replace(MatchResult match, LongUnaryOperator operator) {
		try {
			return "e-" + Long.toString(operator.applyAsLong(Long.parseLong(match.group(1), 36)), 36);
		}
		catch (NumberFormatException ex) {
			return match.group();
		}
	}

}
