const WINDOW = 120_000;

const FIRST_WINDOW = 15_000;

const GAP = 10_000;

const INSET = 15;

/**
 * The last two minutes of a few values as areas on a canvas. Drawn when a sample arrives, not in between.
 */
export class Chart {

	#samples = [];

	#hovered;

	constructor(canvas, { label, floor, format, onHover }) {
		this.canvas = canvas;
		this.label = label;
		this.floor = floor;
		this.format = format;
		this.onHover = onHover;
		new ResizeObserver(() => this.draw()).observe(canvas);
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
		canvas.addEventListener("pointermove", (event) => this.#hover(event.offsetX));
		canvas.addEventListener("pointerleave", () => this.#hover(undefined));
	}

	add(time, values) {
		const last = this.#samples.at(-1);
		if (last && time <= last.time) {
			return;
		}
		this.#samples.push({ time, values });
		while (this.#samples[0].time < time - WINDOW - GAP) {
			this.#samples.shift();
		}
		this.#describe();
		this.draw();
	}

	#describe() {
		if (this.#samples.length % 10 === 1) {
			const values = this.#samples.map((sample) => sample.values[0]);
			const [low, high] = [Math.min(...values), Math.max(...values)].map(this.format);
			this.canvas.setAttribute("aria-label", `${this.label}, last two minutes: between ${low} and ${high}`);
		}
	}

	#hover(x) {
		this.#hovered = undefined;
		if (x !== undefined && this.#samples.length > 0) {
			const now = this.#samples.at(-1).time;
			const time = now - (this.canvas.clientWidth - INSET - x) / (this.canvas.clientWidth - INSET) * this.#window();
			this.#hovered = this.#samples.reduce((best, sample) =>
				(Math.abs(sample.time - time) < Math.abs(best.time - time)) ? sample : best);
		}
		const hovered = this.#hovered;
		this.onHover(hovered && { values: hovered.values, ago: this.#samples.at(-1).time - hovered.time });
		this.draw();
	}

	draw() {
		const { clientWidth: width, clientHeight: height } = this.canvas;
		if (width === 0) {
			return;
		}
		const scale = devicePixelRatio || 1;
		this.canvas.width = Math.round(width * scale);
		this.canvas.height = Math.round(height * scale);
		const context = this.canvas.getContext("2d");
		context.scale(scale, scale);
		const style = getComputedStyle(this.canvas);
		const top = niceCeiling(Math.max(this.floor, ...this.#samples.flatMap((sample) => sample.values)));
		const now = this.#samples.at(-1)?.time ?? 0;
		const covered = this.#window();
		const plot = {
			context, style, width, height,
			x: (time) => width - INSET - (now - time) / covered * (width - INSET),
			y: (value) => height - 9 - value / top * (height - 25),
		};
		this.#drawScale(plot, top);
		const count = this.#samples.at(-1)?.values.length ?? 0;
		for (let index = count - 1; index >= 0; index--) {
			this.#drawSeries(plot, index);
		}
		if (this.#hovered) {
			this.#drawHovered(plot);
		}
	}

	#drawScale({ context, style, width, y }, top) {
		context.strokeStyle = style.getPropertyValue("--line");
		context.fillStyle = style.getPropertyValue("--faint");
		context.lineWidth = 1;
		context.font = `10.5px ${style.fontFamily}`;
		context.textAlign = "right";
		for (const value of [top, top / 2]) {
			const line = Math.round(y(value)) + 0.5;
			context.beginPath();
			context.setLineDash([2, 4]);
			context.moveTo(INSET, line);
			context.lineTo(width - INSET, line);
			context.stroke();
		}
		context.setLineDash([]);
		context.fillText(this.format(top), width - INSET, y(top) - 5);
	}

	#drawSeries({ context, style, height, x, y }, index) {
		const color = style.getPropertyValue((index === 0) ? "--series" : "--series-2");
		const fill = context.createLinearGradient(0, 0, 0, height);
		fill.addColorStop(0, alpha(color, (index === 0) ? 0.38 : 0.16));
		fill.addColorStop(1, alpha(color, 0.02));
		for (const run of this.#runs()) {
			context.beginPath();
			for (const sample of run) {
				context.lineTo(x(sample.time), y(sample.values[index]));
			}
			context.lineWidth = (index === 0) ? 1.75 : 1.25;
			context.lineJoin = "round";
			context.strokeStyle = color;
			context.stroke();
			context.lineTo(x(run.at(-1).time), height);
			context.lineTo(x(run[0].time), height);
			context.fillStyle = fill;
			context.fill();
		}
		const last = this.#samples.at(-1);
		dot(context, color, x(last.time), y(last.values[index]), 2.5);
	}

	#drawHovered({ context, style, height, x, y }) {
		const line = Math.round(x(this.#hovered.time)) + 0.5;
		context.strokeStyle = style.getPropertyValue("--faint");
		context.lineWidth = 1;
		context.beginPath();
		context.moveTo(line, 16);
		context.lineTo(line, height);
		context.stroke();
		this.#hovered.values.forEach((value, index) => {
			const color = style.getPropertyValue((index === 0) ? "--series" : "--series-2");
			dot(context, color, x(this.#hovered.time), y(value), 3);
		});
	}

	/** The samples, cut where some are missing. */
	#runs() {
		const runs = [];
		let previous;
		for (const sample of this.#samples) {
			if (previous === undefined || sample.time - previous > GAP) {
				runs.push([]);
			}
			runs.at(-1).push(sample);
			previous = sample.time;
		}
		return runs;
	}

	/** The time that the chart covers: it widens until there are two minutes to show. */
	#window() {
		const covered = this.#samples.length ? this.#samples.at(-1).time - this.#samples[0].time : 0;
		return Math.min(WINDOW, Math.max(FIRST_WINDOW, covered));
	}

}

function dot(context, color, x, y, radius) {
	context.beginPath();
	context.arc(x, y, radius, 0, 2 * Math.PI);
	context.fillStyle = color;
	context.fill();
}

function alpha(color, opacity) {
	return color.trim() + Math.round(opacity * 255).toString(16).padStart(2, "0");
}

function niceCeiling(value) {
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) * power;
}
