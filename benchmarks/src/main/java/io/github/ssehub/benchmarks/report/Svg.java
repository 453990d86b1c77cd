package io.github.ssehub.benchmarks.report;

import java.util.Locale;

/**
 * Writes SVG that reads on a light and on a dark page.
 */
final class Svg {

	private final StringBuilder elements = new StringBuilder();

	private final int width;

	private final int height;

	Svg(int width, int height) {
		this.width = width;
		this.height = height;
	}

	void text(double x, double y, String text, String anchor, String type) {
		text(x, y, text, anchor, type, "#222");
	}

	void text(double x, double y, String text, String anchor, String type, String color) {
		this.elements.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\" fill=\"%s\">%s</text>\n"
			.formatted(number(x), number(y), anchor, type, color, text.replace("&", "&amp;").replace("<", "&lt;")));
	}

	void line(double x1, double y1, double x2, double y2, String type) {
		this.elements.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n".formatted(number(x1),
				number(y1), number(x2), number(y2), type));
	}

	void path(String path, String color) {
		this.elements
			.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n".formatted(path, color));
	}

	void bar(double x, double y, double width, double height, String color) {
		this.elements.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n".formatted(number(x),
				number(y), number(width), number(height), color));
	}

	static String number(double value) {
		return String.format(Locale.ROOT, "%.1f", value);
	}

	@Override
	public String toString() {
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d">
				<style>
				text { font-family: sans-serif }
				.title { font-size: 15px; font-weight: bold }
				.label { font-size: 12px }
				.grid { stroke: #d5d9de }
				</style>
				<rect width="%1$d" height="%2$d" fill="#fff"/>
				%3$s</svg>
				""".formatted(this.width, this.height, this.elements);
	}

}
