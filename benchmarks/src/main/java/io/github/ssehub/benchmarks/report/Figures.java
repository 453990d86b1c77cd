package io.github.ssehub.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Sums up figures and writes them.
 */
public final class Figures {

	private Figures() {
	}

	/**
	 * Return the median.
	 * @param values at least one
	 * @return the middle one
	 */
	public static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * Return a figure with as many digits as it deserves.
	 * @param value the figure
	 * @return the text
	 */
	public static String format(double value) {
		if (Double.isNaN(value)) {
			return "-";
		}
		if (value >= 10_000) {
			return String.format(Locale.ROOT, "%,.0f k", value / 1000);
		}
		return String.format(Locale.ROOT, (value >= 100) ? "%.0f" : (value >= 10) ? "%.1f" : "%.2f", value);
	}

	/**
	 * Return a ratio.
	 * @param value the figure
	 * @param reference what to compare it with
	 * @return the text
	 */
	public static String ratio(double value, double reference) {
		return Double.isNaN(value / reference) ? "-" : format(value / reference) + " x";
	}

}
