package io.github.ssehub.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

/**
 * A table in Markdown.
 */
public final class MarkdownTable {

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Create a new {@link MarkdownTable} instance.
	 * @param columns the heads of the columns
	 */
	public MarkdownTable(String... columns) {
		this.rows.add(List.of(columns));
	}

	/**
	 * Add a row.
	 * @param cells as many as there are columns
	 */
	public void add(String... cells) {
		Assert.isTrue(cells.length == this.rows.get(0).size(), "A row must have a cell for each column");
		this.rows.add(List.of(cells));
	}

	@Override
	public String toString() {
		int columns = this.rows.get(0).size();
		int[] widths = new int[columns];
		for (List<String> row : this.rows) {
			for (int i = 0; i < columns; i++) {
				widths[i] = Math.max(widths[i], row.get(i).length());
			}
		}
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < this.rows.size(); i++) {
			append(text, this.rows.get(i), widths);
			if (i == 0) {
				for (int column = 0; column < columns; column++) {
					text.append('|').append("-".repeat(widths[column] + 1)).append((column > 0) ? ":" : "-");
				}
				text.append("|\n");
			}
		}
		return text.toString();
	}

	// The first column to the left, the others to the right
	private static void append(StringBuilder text, List<String> row, int[] widths) {
		for (int i = 0; i < row.size(); i++) {
			String padding = " ".repeat(widths[i] - row.get(i).length());
			text.append("| ").append((i == 0) ? row.get(i) + padding : padding + row.get(i)).append(' ');
		}
		text.append("|\n");
	}

}
