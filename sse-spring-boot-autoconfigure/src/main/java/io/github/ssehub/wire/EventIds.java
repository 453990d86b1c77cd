package io.github.ssehub.wire;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The ids of one incarnation of the log: {@code <epoch>-<sequence>}, both in base 36.
 * Immutable.
 */
public final class EventIds {

	private static final int RADIX = Character.MAX_RADIX;

	private static final int RANDOM_BOUND = RADIX * RADIX * RADIX;

	/**
	 * The longest sequence in base 36.
	 */
	private static final int MAX_DIGITS = 13;

	private static final Pattern FORM = Pattern.compile("[0-9a-z]{1,13}-(0|[1-9a-z][0-9a-z]{0,12})");

	private static final byte[] LINE_START = "id: ".getBytes(StandardCharsets.US_ASCII);

	private final String epoch;

	private final String prefix;

	private final byte[] prefixBytes;

	/**
	 * Create the ids of an epoch.
	 * @param epoch the epoch, in base 36
	 */
	public EventIds(String epoch) {
		this.epoch = epoch;
		this.prefix = epoch + "-";
		this.prefixBytes = this.prefix.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Create the ids of a new epoch.
	 * @param timeMillis the current time
	 * @return the ids
	 */
	public static EventIds ofNewEpoch(long timeMillis) {
		long epoch = timeMillis * RANDOM_BOUND + ThreadLocalRandom.current().nextInt(RANDOM_BOUND);
		return new EventIds(Long.toString(epoch, RADIX));
	}

	/**
	 * Return the epoch.
	 * @return the epoch
	 */
	public String epoch() {
		return this.epoch;
	}

	/**
	 * Return the id of a sequence.
	 * @param sequence the sequence, not negative
	 * @return the id
	 */
	public String format(long sequence) {
		return this.prefix + Long.toString(sequence, RADIX);
	}

	/**
	 * Return whether an id has the form of this epoch's ids, so that the application must
	 * not use it.
	 * @param id the id
	 * @return whether the id is of this epoch
	 */
	public boolean isOfEpoch(String id) {
		return id.startsWith(this.prefix);
	}

	/**
	 * Return the sequence of an id of this epoch.
	 * @param id the id; anything may be in it
	 * @return the sequence, or -1 if it is not an id of this epoch as {@link #format}
	 * makes them
	 */
	public long parse(String id) {
		if (!isOfEpoch(id) || !FORM.matcher(id).matches()) {
			return -1;
		}
		try {
			return Long.parseLong(id.substring(this.prefix.length()), RADIX);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Return whether an id is well-formed, but of another epoch.
	 * @param id the id; anything may be in it
	 * @return whether the id is of another epoch
	 */
	public boolean isOfOtherEpoch(String id) {
		return !isOfEpoch(id) && FORM.matcher(id).matches();
	}

	// Room for the id line of any sequence and the end of the block
	int maxLineLength(String idPrefix) {
		return LINE_START.length + idPrefix.length() + this.prefixBytes.length + MAX_DIGITS + 2;
	}

	// Does not allocate, since it happens while the log is locked
	int writeLine(byte[] target, int position, String idPrefix, long sequence) {
		int start = put(LINE_START, target, position);
		for (int i = 0; i < idPrefix.length(); i++) {
			target[start + i] = (byte) idPrefix.charAt(i);
		}
		start = put(this.prefixBytes, target, start + idPrefix.length());
		int digits = 1;
		for (long rest = sequence / RADIX; rest > 0; rest /= RADIX) {
			digits++;
		}
		long rest = sequence;
		for (int i = start + digits - 1; i >= start; i--) {
			target[i] = (byte) Character.forDigit((int) (rest % RADIX), RADIX);
			rest /= RADIX;
		}
		target[start + digits] = '\n';
		return start + digits + 1;
	}

	private static int put(byte[] source, byte[] target, int position) {
		System.arraycopy(source, 0, target, position, source.length);
		return position + source.length;
	}

}
