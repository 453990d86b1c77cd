package io.github.ssehub.benchmarks.driver;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the driver puts into each event to know it again: when it was published, and its
 * number. Text that every server passes on as it is.
 */
final class Marker {

	static final int LENGTH = 26;

	private static final byte SIGN = '~';

	private static final int TIME_DIGITS = 16;

	private static final int NUMBER_DIGITS = 8;

	private Marker() {
	}

	// Data of at least the length of a marker
	static byte[] data(long time, int number, int size) {
		byte[] data = new byte[Math.max(size, LENGTH)];
		Arrays.fill(data, (byte) 'x');
		String marker = String.format("%c%016x%c%08x", SIGN, time, SIGN, number);
		System.arraycopy(marker.getBytes(StandardCharsets.US_ASCII), 0, data, 0, LENGTH);
		return data;
	}

	/**
	 * Finds markers in bytes as they come.
	 */
	static final class Reader {

		private final Handler handler;

		// Mutable state: negative while looking for a marker
		private int digits = -1;

		private long time;

		private int number;

		Reader(Handler handler) {
			this.handler = handler;
		}

		void read(byte[] bytes, int from, int to) {
			int position = from;
			while (position < to) {
				if (this.digits < 0) {
					while (position < to && bytes[position] != SIGN) {
						position++;
					}
					if (position < to) {
						this.digits = 0;
						this.time = 0;
						this.number = 0;
						position++;
					}
				}
				else {
					digit(bytes[position]);
					position++;
				}
			}
		}

		private void digit(byte digit) {
			if (this.digits < TIME_DIGITS) {
				this.time = (this.time << 4) | value(digit);
			}
			else if (this.digits > TIME_DIGITS) {
				this.number = (this.number << 4) | value(digit);
			}
			this.digits++;
			if (this.digits == TIME_DIGITS + 1 + NUMBER_DIGITS) {
				this.digits = -1;
				this.handler.marker(this.time, this.number);
			}
		}

		private static int value(byte digit) {
			return (digit <= '9') ? digit - '0' : digit - 'a' + 10;
		}

	}

	/**
	 * Told of each marker.
	 */
	interface Handler {

		void marker(long time, int number);

	}

}
