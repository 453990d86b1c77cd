package io.github.ssehub.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Lines over a logarithmic axis, as SVG.
 */
public final class LineChart {

	private static final int WIDTH = 640;

	private static final int HEIGHT = 320;

	private static final int LEFT = 70;

	private static final int BOTTOM = 45;

	private static final int TOP = 40;

	private static final int RIGHT = 150;

	private static final List<String> COLORS = List.of("#2f7ed8", "#c0392b", "#27ae60", "#8e44ad", "#d68910");

	private final String title;

	private final String xLabel;

	private final List<Series> series = new ArrayList<>();

	/**
	 * Create a new {@link LineChart} instance.
	 * @param title what is shown, with its unit
	 * @param xLabel what it is shown against
	 */
	public LineChart(String title, String xLabel) {
		this.title = title;
		this.xLabel = xLabel;
	}

	/**
	 * Add a line.
	 * @param name its name
	 * @param points its points, in the order of x, all positive
	 */
	public void add(String name, List<Point> points) {
		this.series.add(new Series(name, List.copyOf(points)));
	}

	@Override
	public String toString() {
		Axis x = new Axis(range(Point::x, false), range(Point::x, true), LEFT, WIDTH - RIGHT);
		Axis y = new Axis(Math.pow(10, Math.floor(Math.log10(range(Point::y, false)))),
				Math.pow(10, Math.ceil(Math.log10(range(Point::y, true) * 1.001))), HEIGHT - BOTTOM, TOP);
		Svg svg = new Svg(WIDTH, HEIGHT);
		svg.text(LEFT, 22, this.title, "start", "title");
		svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, this.xLabel, "middle", "label");
		for (double tick = y.min; tick <= y.max * 1.001; tick *= 10) {
			svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "grid");
			svg.text(LEFT - 8, y.at(tick) + 4, label(tick), "end", "label");
		}
		this.series.stream()
			.flatMap((line) -> line.points.stream())
			.mapToDouble(Point::x)
			.distinct()
			.forEach((tick) -> {
				svg.line(x.at(tick), HEIGHT - BOTTOM, x.at(tick), HEIGHT - BOTTOM + 5, "grid");
				svg.text(x.at(tick), HEIGHT - BOTTOM + 18, label(tick), "middle", "label");
			});
		for (int i = 0; i < this.series.size(); i++) {
			draw(svg, this.series.get(i), COLORS.get(i % COLORS.size()), x, y);
		}
		return svg.toString();
	}

	private static void draw(Svg svg, Series line, String color, Axis x, Axis y) {
		StringBuilder path = new StringBuilder();
		for (Point point : line.points) {
			path.append(path.isEmpty() ? "M" : "L")
				.append(Svg.number(x.at(point.x())))
				.append(' ')
				.append(Svg.number(y.at(point.y())));
		}
		svg.path(path.toString(), color);
		Point last = line.points.get(line.points.size() - 1);
		svg.text(x.at(last.x()) + 8, y.at(last.y()) + 4, line.name, "start", "label", color);
	}

	private double range(ToDoubleFunction<Point> value, boolean max) {
		var values = this.series.stream().flatMap((line) -> line.points.stream()).mapToDouble(value);
		return (max ? values.max() : values.min()).orElseThrow();
	}

	private static String label(double value) {
		if (value >= 1_000_000) {
			return String.format(Locale.ROOT, "%.0f M", value / 1_000_000);
		}
		if (value >= 1000) {
			return String.format(Locale.ROOT, "%.0f k", value / 1000);
		}
		return (value >= 1) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf((float) value);
	}

	/**
	 * A point of a line.
	 *
	 * @param x positive
	 * @param y positive
	 */
	public record Point(double x, double y) {

	}

	private record Series(String name, List<Point> points) {

	}

	private record Axis(double min, double max, double from, double to) {

		double at(double value) {
			double range = Math.log(this.max / this.min);
			double share = (range > 0) ? Math.log(value / this.min) / range : 0.5;
			return this.from + (this.to - this.from) * share;
		}

	}

}
