package io.github.ssehub.sample;

import java.util.Locale;

/**
 * What something costs.
 *
 * @param symbol what it is
 * @param price what it costs, in cents
 * @param change by how much that has changed, in cents
 * @param number how many quotes there were, this one included
 */
record Quote(String symbol, long price, long change, long number) {

	// For templates
	public String amount() {
		return String.format(Locale.ROOT, "%d.%02d", this.price / 100, this.price % 100);
	}

}
