package io.github.ssehub.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bars with their figures, as SVG.
 */
public final class BarChart {

	private static final int WIDTH = 640;

	private static final int LABEL_WIDTH = 220;

	private static final int FIGURE_WIDTH = 80;

	private static final int TOP = 36;

	private static final int BAR = 26;

	private final String title;

	private final Map<String, Double> bars = new LinkedHashMap<>();

	/**
	 * Create a new {@link BarChart} instance.
	 * @param title what is shown, with its unit
	 */
	public BarChart(String title) {
		this.title = title;
	}

	/**
	 * Add a bar.
	 * @param label its name
	 * @param value its length
	 */
	public void add(String label, double value) {
		this.bars.put(label, value);
	}

	@Override
	public String toString() {
		double max = this.bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
		Svg svg = new Svg(WIDTH, TOP + this.bars.size() * BAR + 10);
		svg.text(10, 22, this.title, "start", "title");
		int y = TOP;
		boolean first = true;
		for (Map.Entry<String, Double> bar : this.bars.entrySet()) {
			double width = (WIDTH - LABEL_WIDTH - FIGURE_WIDTH) * bar.getValue() / max;
			svg.text(LABEL_WIDTH - 8, y + 15, bar.getKey().replace("`", ""), "end", "label");
			svg.bar(LABEL_WIDTH, y + 3, Math.max(1, width), BAR - 9, first ? "#2f7ed8" : "#9aa5b1");
			svg.text(LABEL_WIDTH + width + 6, y + 15, Figures.format(bar.getValue()), "start", "label");
			first = false;
			y += BAR;
		}
		return svg.toString();
	}

}
