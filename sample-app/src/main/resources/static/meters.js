const FORMATS = {
	"sse.bytes": bytes,
	"sse.log.bytes": bytes,
	"sse.lag": (seconds) => `${number(seconds, 1)} s`,
	"sse.loop.busy": (share) => `${number(share * 100, 1)} %`,
};

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** The strip of what the hub's meters say. */
export class MetersPanel {

	#values;

	constructor(root) {
		this.#values = [...root.querySelectorAll("[data-meter]")];
	}

	show(meters) {
		for (const shown of this.#values) {
			const value = meters?.[shown.dataset.meter];
			if (typeof value === "number") {
				shown.textContent = (FORMATS[shown.dataset.meter] ?? number)(value);
			}
		}
	}

}

function bytes(value) {
	const unit = (value < 1) ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(value) / 10));
	return `${number(value / 1024 ** unit, (unit > 0) ? 1 : 0)} ${UNITS[unit]}`;
}

function number(value, digits = 0) {
	return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}
