import { Chart } from "./chart.js";

const METRICS = {
	heap: {
		label: "Heap", floor: 1, format: (megabytes) => `${number(megabytes)} MB`,
		values: (stats) => [stats.heapUsed / 1048576],
		note: (stats) => `of ${number(stats.heapMax / 1048576)} MB`,
		extra: (stats) => ` · GC ${duration(stats.gcTime)}`,
	},
	cpu: {
		label: "CPU", floor: 10, format: (percent) => `${number(percent)} %`,
		values: (stats) => [stats.processCpu * 100, stats.systemCpu * 100],
		note: (stats) => `system ${number(stats.systemCpu * 100)} %`,
		extra: (stats) => ` · ${number(stats.threads)} threads`,
		hoverNote: (values) => `system ${number(values[1])} %`,
	},
	connections: {
		label: "Open streams", floor: 4, format: number,
		values: (stats) => [stats.connections],
		note: (stats) => `in ${number(stats.rooms)} rooms`,
	},
	events: {
		label: "Published", floor: 4, format: (rate) => `${number(rate)}/s`,
		values: (stats) => [stats.publishedPerSecond],
		note: (stats) => `${number(stats.published)} in all`,
		extra: (stats) => ` · up ${duration(stats.uptime)}`,
	},
};

/** The panel of server statistics. */
export class StatsPanel {

	#metrics;

	constructor(root) {
		this.#metrics = Object.entries(METRICS).map(([name, metric]) => {
			const card = root.querySelector(`[data-metric=${name}]`);
			const [value, note, extra] = card.querySelectorAll(".value :is(b, span, i)");
			const chart = new Chart(card.querySelector("canvas"), {
				...metric,
				onHover: (hovered) => {
					this.hovered = hovered && { name, ...hovered };
					this.#show();
				},
			});
			return { name, metric, chart, value, note, extra };
		});
	}

	add(stats) {
		if (typeof stats?.time !== "number") {
			return;
		}
		this.latest = stats;
		for (const { metric, chart } of this.#metrics) {
			chart.add(stats.time, metric.values(stats));
		}
		this.#show();
	}

	#show() {
		for (const { name, metric, value, note, extra } of this.#metrics) {
			if (this.hovered?.name === name) {
				const { values, ago } = this.hovered;
				value.textContent = metric.format(values[0]);
				note.textContent = metric.hoverNote?.(values) ?? "";
				extra.textContent = ` ${Math.round(ago / 1000)} s ago`;
			}
			else if (this.latest) {
				value.textContent = metric.format(metric.values(this.latest)[0]);
				note.textContent = metric.note(this.latest);
				extra.textContent = metric.extra?.(this.latest) ?? "";
			}
		}
	}

}

function duration(millis) {
	if (millis < 1_000) {
		return `${Math.round(millis)} ms`;
	}
	const seconds = Math.floor(millis / 1_000);
	const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
	return (days > 0) ? `${days} d ${hours} h` : (hours > 0) ? `${hours} h ${minutes} min`
		: (minutes > 0) ? `${minutes} min` : `${seconds} s`;
}

function number(value) {
	return new Intl.NumberFormat("en", { maximumFractionDigits: (value < 10) ? 1 : 0 }).format(value);
}
